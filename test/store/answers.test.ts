import { describe, expect, it, test } from 'vitest'
import { anySpace, clockAt, fieldsOf, keyOf, noon, open, put, retext, site, textOf, write } from './open.ts'

const day = 24 * 3_600_000
const call = (n: number, document = 'd') => ({ call: { document, n, hash: `h${n}` } })

describe('the answer to a write', () => {
  it('is kept with what it wrote, for its document alone', async () => {
    const store = await open()
    await Promise.all([put(store, 'a', {}, call(1)), put(store, 'b', {}, call(2)), put(store, 'c', {}, call(1, 'e'))])
    await put(store, 'd', {}, call(3))
    expect(await store.answersOf('d')).toEqual([
      { n: 1, hash: 'h1', value: 'a' },
      { n: 2, hash: 'h2', value: 'b' },
      { n: 3, hash: 'h3', value: 'd' },
    ])
    expect(await store.answersOf('e')).toEqual([{ n: 1, hash: 'h1', value: 'c' }])
    expect(await store.answersOf('nobody')).toEqual([])
  })

  it('is not kept when the write was refused', async () => {
    const store = await open()
    const refused = store.write({
      space: anySpace,
      author: { site },
      keys: [],
      ...call(1),
      apply() {
        throw new RangeError('no')
      },
    })
    await Promise.allSettled([refused, put(store, 'a', {}, call(2))])
    expect((await store.answersOf('d')).map(({ n }) => n)).toEqual([2])
  })

  test.each([
    [day - 1, 1],
    [day, 0],
    [day + 1, 0],
  ])('after %i ms is kept: %i', async (later, kept) => {
    const clock = clockAt(noon)
    const store = await open(undefined, { now: clock.now })
    await put(store, 'a', {}, call(1))
    clock.time += later
    await put(store, 'b', {}, call(2))
    await store.dropOldAnswers()
    expect((await store.answersOf('d')).map(({ n }) => n)).toEqual(kept ? [1, 2] : [2])
  })
})

test('a store that is opened again is the same', async () => {
  const name = crypto.randomUUID()
  const first = await open(name)
  await put(first, 'a', { title: 'x', body: 'hello' }, call(1))
  await retext(first, 'a', 'hello world')
  await put(first, 'b', { deep: { list: [1, [2]] } })
  await write(first, 'b', { alive: false })
  await put(first, 'c', { toString: 'mine', 'a b': '', '😀': null })
  const { identity } = first
  const seen = async (store: typeof first) => [
    await store.get(keyOf('a')),
    await textOf(store, 'a'),
    await fieldsOf(store, keyOf('b')),
    await fieldsOf(store, keyOf('c')),
    await store.commitsAfter(0),
    await store.answersOf('d'),
  ]
  const before = await seen(first)
  const rev = (await first.get(keyOf('a')))?.rev('*', identity.secret)
  first.close()

  const second = await open(name)
  expect(second.identity).toEqual(identity)
  expect(await seen(second)).toEqual(before)
  expect(await textOf(second, 'a')).toBe('hello world')
  expect((await second.get(keyOf('a')))?.rev('*', identity.secret)).toBe(rev)
  await put(second, 'd', {})
  const commits = await second.commitsAfter(0)
  expect(commits.at(-1)?.seq).toBe(commits.length)
  expect(commits.at(-1)?.hlc.localeCompare(commits.at(-2)?.hlc ?? '')).toBe(1)
})

test('a clock that was set back while the store was closed takes no write back', async () => {
  const name = crypto.randomUUID()
  const first = await open(name, { now: () => noon })
  await put(first, 'a', { n: 1 })
  first.close()
  const second = await open(name, { now: () => noon - day })
  await write(second, 'a', { set: { n: 2 } })
  expect(await fieldsOf(second, keyOf('a'))).toEqual({ n: 2 })
})

test('two stores that are opened at once for the first time have one identity', async () => {
  const name = crypto.randomUUID()
  const [first, second] = await Promise.all([open(name), open(name)])
  expect(first.identity).toEqual(second.identity)
  const other = await open()
  for (const part of ['device', 'space', 'secret'] as const) expect(other.identity[part]).not.toBe(first.identity[part])
})
