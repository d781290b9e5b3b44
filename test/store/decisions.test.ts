import { openDB } from 'idb'
import { describe, expect, it, test } from 'vitest'
import type { GrantRow, RequestRow, Store } from '../../lib/store/index.ts'
import { fieldsOf, keyOf, open, put } from './open.ts'

const grant: GrantRow = {
  origin: 'https://a.test',
  space: 'space',
  collection: 'documents',
  parts: [{ grant: 'g', access: ['read'], fields: '*', records: 'all', lifetime: 'always', expiresAt: null, since: 0 }],
}
const request: RequestRow = {
  id: 'r',
  nonce: 'n',
  origin: 'https://a.test',
  document: 'd',
  tab: 1,
  calls: [],
  scopes: [],
  reason: '',
  time: 0,
  expiresAt: 1,
  window: null,
}

async function headOf(name: string): Promise<{ n: number; epoch: number }> {
  const db = await openDB(name)
  const head = await db.get('meta', 'head')
  db.close()
  return head
}

const allow = (store: Store, done?: () => void) =>
  store.decide(tx => tx.objectStore('grants').put(grant), { bump: true, ...(done && { done }) })

describe('a decision', () => {
  it('is kept, counts the epoch up, and answers what it returned', async () => {
    const name = crypto.randomUUID()
    const store = await open(name)
    expect(await store.decide(async () => 'answer')).toBe('answer')
    expect((await headOf(name)).epoch).toBe(0)
    await allow(store)
    expect((await headOf(name)).epoch).toBe(1)
    expect(await store.grants()).toEqual([grant])
  })

  it('without a bump leaves the epoch', async () => {
    const name = crypto.randomUUID()
    const store = await open(name)
    await store.decide(tx => tx.objectStore('requests').put(request))
    expect(await store.requests()).toEqual([request])
    expect(await headOf(name)).toMatchObject({ epoch: 0, n: 0 })
  })

  it('that throws keeps nothing, and the next one works', async () => {
    const name = crypto.randomUUID()
    const store = await open(name)
    const failed = store.decide(
      async tx => {
        await tx.objectStore('grants').put(grant)
        throw new RangeError('no')
      },
      { bump: true },
    )
    await expect(failed).rejects.toThrow('no')
    expect(await store.grants()).toEqual([])
    expect((await headOf(name)).epoch).toBe(0)
    await allow(store)
    await put(store, 'a', { n: 1 })
    expect(await store.grants()).toEqual([grant])
    expect(await fieldsOf(store, keyOf('a'))).toEqual({ n: 1 })
  })

  it('that cannot be stored is refused whole', async () => {
    const store = await open()
    const poison = { ...request, reason: (() => 1) as unknown as string }
    await expect(
      store.decide(async tx => {
        await tx.objectStore('grants').put(grant)
        await tx.objectStore('requests').put(poison)
      }),
    ).rejects.toMatchObject({ name: 'DataCloneError' })
    expect(await store.grants()).toEqual([])
  })
})

describe('the queue', () => {
  it('lets decisions go before all writes that wait, in their own order', async () => {
    const order: string[] = []
    const store = await open()
    const first = put(store, 'a', {}).then(() => order.push('write'))
    const second = store.decide(async () => order.push('decision 1'))
    const third = store.decide(async () => order.push('decision 2'))
    await Promise.all([first, second, third])
    expect(order).toEqual(['decision 1', 'decision 2', 'write'])
  })

  it('lets a decision go before what came in while another write was under way', async () => {
    const order: string[] = []
    const store = await open(undefined, { onGroup: ({ n }) => order.push(`group ${n}`) })
    const decided: Promise<unknown>[] = []
    await store.write({
      space: 'space',
      author: { owner: true },
      keys: [keyOf('a')],
      apply(group) {
        decided.push(put(store, 'b', {}))
        decided.push(store.decide(async () => order.push('decision')))
        group.commit('space', { owner: true }, [{ collection: 'documents', id: 'a', alive: true }])
      },
    })
    await Promise.all(decided)
    expect(order).toEqual(['group 1', 'decision', 'group 2'])
  })

  it('tells that a decision is on the disk before any write follows it', async () => {
    const order: string[] = []
    const store = await open(undefined, { onGroup: () => order.push('group') })
    await Promise.all([put(store, 'a', {}), allow(store, () => order.push('done'))])
    expect(order).toEqual(['done', 'group'])
  })

  it('lets no write see a moment between a decision and its end', async () => {
    const store = await open()
    let granted = false
    const seen: boolean[] = []
    const look = () =>
      store.write({ space: 'space', author: { owner: true }, keys: [], apply: () => seen.push(granted) })
    const before = look()
    const deciding = allow(store, () => {
      granted = true
    })
    await Promise.all([before, deciding, look()])
    expect(seen).toEqual([true, true])
  })
})

test('grants and requests come back after a restart', async () => {
  const name = crypto.randomUUID()
  const first = await open(name)
  await allow(first)
  await first.decide(tx => tx.objectStore('requests').put(request))
  first.close()
  const second = await open(name)
  expect([await second.grants(), await second.requests()]).toEqual([[grant], [request]])
})
