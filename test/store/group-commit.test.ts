import { openDB } from 'idb'
import { describe, expect, it, test } from 'vitest'
import type { GroupEvent } from '../../lib/store/index.ts'
import { anySpace, fieldsOf, keyOf, open, put, retextOp, site, textOf, walkAll, write } from './open.ts'

async function logOf(name: string): Promise<{ n: number; commits: unknown[] }[]> {
  const db = await openDB(name)
  const rows = await db.getAll('log')
  db.close()
  return rows
}

describe('the writes of one task', () => {
  it('are one row of the log and one event, and are answered in their order', async () => {
    const name = crypto.randomUUID()
    const events: GroupEvent[] = []
    const store = await open(name, { onGroup: event => events.push(event) })
    const answered: unknown[] = []
    await Promise.all(
      Array.from({ length: 2000 }, (_, i) => put(store, `r${i}`, { i }).then(answer => answered.push(answer))),
    )
    expect(answered).toEqual(Array.from({ length: 2000 }, (_, i) => `r${i}`))
    const log = await logOf(name)
    expect(log.map(({ n, commits }) => [n, commits.length])).toEqual([[1, 2000]])
    expect(events.map(({ n, changes }) => [n, changes.length])).toEqual([[1, 2000]])
    let seen = 0
    await walkAll(store, anySpace, 'documents', record => {
      if (record.row.id === `r${record.value('i')}`) seen++
    })
    expect(seen).toBe(2000)
  })

  it('beyond 2,000 are two rows', async () => {
    const name = crypto.randomUUID()
    const store = await open(name)
    await Promise.all(Array.from({ length: 2001 }, (_, i) => put(store, `r${i}`, { i })))
    expect((await logOf(name)).map(({ commits }) => commits.length)).toEqual([2000, 1])
  })

  it('see each other, in their order', async () => {
    const store = await open()
    const read = (id: string) =>
      store.write({
        space: anySpace,
        author: { site },
        keys: [keyOf(id)],
        apply: group => group.get(keyOf(id))?.value('n'),
      })
    const seen = await Promise.all([
      read('a'),
      put(store, 'a', { n: 1 }),
      read('a'),
      write(store, 'a', { set: { n: 2 } }),
      read('a'),
    ])
    expect(seen).toEqual([undefined, 'a', 1, 'a', 2])
  })

  it('are told as they were before all of them, and after', async () => {
    const events: GroupEvent[] = []
    const store = await open(undefined, { onGroup: event => events.push(event) })
    await put(store, 'a', { n: 0 })
    await Promise.all([put(store, 'a', { n: 1 }), put(store, 'a', { n: 2 }), put(store, 'b', { n: 9 })])
    const changes = events[1]?.changes.map(({ key, before, after }) => [key[2], before?.value('n'), after?.value('n')])
    expect(changes).toEqual([
      ['a', 0, 2],
      ['b', undefined, 9],
    ])
  })

  it('are told before they are answered', async () => {
    const order: string[] = []
    const store = await open(undefined, { onGroup: () => order.push('told') })
    await put(store, 'a', {}).then(() => order.push('answered'))
    expect(order).toEqual(['told', 'answered'])
  })

  it('have stamps and numbers that go up by one another', async () => {
    const store = await open()
    await Promise.all(Array.from({ length: 50 }, (_, i) => put(store, 'a', { i })))
    await put(store, 'b', {})
    const commits = await store.commitsAfter(0)
    expect(commits.map(({ seq }) => seq)).toEqual(Array.from({ length: 51 }, (_, i) => i + 1))
    expect([...commits.map(({ hlc }) => hlc)].sort()).toEqual(commits.map(({ hlc }) => hlc))
    expect(new Set(commits.map(({ id }) => id)).size).toBe(51)
  })
})

describe('a write that throws', () => {
  const boom = (store: Awaited<ReturnType<typeof open>>, id: string) =>
    store.write({
      space: anySpace,
      author: { site },
      keys: [keyOf(id)],
      apply() {
        throw new RangeError('refused')
      },
    })

  it('harms no other, and is answered in its place', async () => {
    const store = await open()
    const outcomes = await Promise.allSettled([put(store, 'a', { n: 1 }), boom(store, 'a'), put(store, 'b', { n: 2 })])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(outcomes[1]).toMatchObject({ reason: expect.any(RangeError) })
    expect(await fieldsOf(store, keyOf('a'))).toEqual({ n: 1 })
    expect(await fieldsOf(store, keyOf('b'))).toEqual({ n: 2 })
  })

  it('leaves nothing behind when it was alone', async () => {
    const name = crypto.randomUUID()
    const events: GroupEvent[] = []
    const store = await open(name, { onGroup: event => events.push(event) })
    await expect(boom(store, 'a')).rejects.toThrow('refused')
    expect(await logOf(name)).toEqual([])
    expect(await store.get(keyOf('a'))).toBeUndefined()
    expect(events).toEqual([])
    await put(store, 'b', {})
    expect((await store.commitsAfter(0)).map(({ seq }) => seq)).toEqual([1])
  })

  it('that has looked at a text leaves the text as it is', async () => {
    const store = await open()
    await put(store, 'a', { body: 'hello' })
    const looked = store.write({
      space: anySpace,
      author: { site },
      keys: [keyOf('a')],
      apply(group) {
        retextOp(group, keyOf('a'), 'changed')
        throw new RangeError('refused')
      },
    })
    await Promise.allSettled([looked, write(store, 'a', { set: { title: 'x' } })])
    expect(await fieldsOf(store, keyOf('a'))).toEqual({ body: 'hello', title: 'x' })
    expect(await textOf(store, 'a')).toBe('hello')
  })
})

test('a write that changes nothing writes nothing', async () => {
  const name = crypto.randomUUID()
  const store = await open(name)
  const answer = await store.write({
    space: anySpace,
    author: { site },
    keys: [keyOf('a')],
    apply: group => group.commit(anySpace, { site }, []),
  })
  expect(answer).toBeUndefined()
  expect(await logOf(name)).toEqual([])
})

test('where nobody watches, nothing is prepared for telling', async () => {
  const events: GroupEvent[] = []
  const store = await open(undefined, {
    onGroup: event => events.push(event),
    isWatched: (_space, collection) => collection === 'notes',
  })
  await Promise.all([put(store, 'a', {}), put(store, 'b', {}, { keys: [keyOf('b', 'notes')] })])
  expect(events.map(({ changes }) => changes.map(({ key }) => key))).toEqual([[keyOf('b', 'notes')]])
})
