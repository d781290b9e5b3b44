import { describe, expect, it, test } from 'vitest'
import type { Json } from '../../lib/protocol/api.ts'
import type { GroupEvent, Op } from '../../lib/store/index.ts'
import { anySpace, fieldsOf, keyOf, open, put, retext, retextOp, site, textOf, write } from './open.ts'

/** No structured clone takes it, so the transaction that is to store it aborts. */
const poison = (() => 1) as unknown as Json

/** The same, with the client id 77 used for the first time. */
function claiming(op: Op): Op {
  const texts = Object.entries(op.text ?? {}).map(([field, text]) => [field, { ...text, clients: [77] }])
  return { ...op, text: Object.fromEntries(texts) }
}

describe('a transaction that aborts', () => {
  it('is answered to all its writes, and nothing of it is kept or told', async () => {
    const events: GroupEvent[] = []
    const store = await open(undefined, { onGroup: event => events.push(event) })
    await put(store, 'a', { n: 1 })
    const outcomes = await Promise.allSettled([
      put(store, 'bad', { poison }),
      write(store, 'a', { set: { n: 2 } }),
      put(store, 'b', { n: 2 }),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(outcomes[1]).toMatchObject({ reason: { name: 'DataCloneError' } })
    expect(await fieldsOf(store, keyOf('a'))).toEqual({ n: 1 })
    expect(await store.get(keyOf('b'))).toBeUndefined()
    expect(events.map(({ n }) => n)).toEqual([1])
  })

  it('leaves a store that goes on as though it had not been', async () => {
    const store = await open()
    await put(store, 'a', { n: 1 })
    await expect(put(store, 'bad', { poison })).rejects.toMatchObject({ name: 'DataCloneError' })
    await write(store, 'a', { set: { n: 2 } })
    expect(await fieldsOf(store, keyOf('a'))).toEqual({ n: 2 })
    expect((await store.commitsAfter(0)).map(({ seq }) => seq)).toEqual([1, 2])
  })

  it('leaves no trace in texts that are kept in memory', async () => {
    const store = await open()
    await put(store, 'a', { body: 'hello' })
    await retext(store, 'a', 'hello world')
    expect(await textOf(store, 'a')).toBe('hello world')
    await Promise.allSettled([retext(store, 'a', 'never'), put(store, 'bad', { poison })])
    expect(await textOf(store, 'a')).toBe('hello world')
    await retext(store, 'a', 'hello new world')
    expect(await textOf(store, 'a')).toBe('hello new world')
  })

  it('leaves none while reads come in between', async () => {
    const store = await open()
    await put(store, 'a', { body: 'hello' })
    await retext(store, 'a', 'hello world')
    const failing = Promise.allSettled([retext(store, 'a', 'never'), put(store, 'bad', { poison })])
    const reads = Promise.all(Array.from({ length: 10 }, () => textOf(store, 'a')))
    await failing
    expect(new Set(await reads)).toEqual(new Set(['hello world']))
    expect(await textOf(store, 'a')).toBe('hello world')
  })

  it('claims no client id for good', async () => {
    const store = await open()
    await put(store, 'a', { body: 'hello' })
    const claim = (by: string) =>
      store.write({
        space: anySpace,
        author: { site: by },
        keys: [keyOf('a')],
        clients: [{ key: keyOf('a'), field: 'body', ids: [77] }],
        apply(group) {
          const owner = group.ownerOf(keyOf('a'), 'body', 77)
          const op = retextOp(group, keyOf('a'), `${by}!`)
          group.commit(anySpace, { site: by }, [claiming(op)])
          return owner
        },
      })
    await Promise.allSettled([put(store, 'bad', { poison }), claim('https://a.test')])
    expect(await claim('https://b.test')).toBeUndefined()
    expect(await claim('https://a.test')).toBe('https://b.test')
  })
})

test('reads at any time see a whole group of writes, or nothing of it', async () => {
  const store = await open()
  await put(store, 'a', { n: 0, body: 'text 0' })
  await retext(store, 'a', 'text 0!')
  const writes: Promise<unknown>[] = []
  const reads: Promise<readonly [unknown, unknown]>[] = []
  for (let i = 1; i <= 20; i++) {
    writes.push(
      store.write({
        space: anySpace,
        author: { site },
        keys: [keyOf('a')],
        apply: group =>
          group.commit(anySpace, { site }, [{ ...retextOp(group, keyOf('a'), `text ${i}!`), set: { n: i } }]),
      }),
    )
    for (let j = 0; j < 3; j++)
      reads.push(store.get(keyOf('a')).then(record => [record?.value('n'), record?.value('body')]))
    await (i % 4 === 0 ? writes.at(-1) : undefined)
  }
  await Promise.all(writes)
  for (const [n, body] of await Promise.all(reads)) expect(body).toBe(`text ${n}!`)
  expect(await fieldsOf(store, keyOf('a'))).toEqual({ n: 20, body: 'text 20!' })
})
