import { describe, expect, it, test } from 'vitest'
import { fieldsOf, keyOf, open, put, retext, site, textOf, write } from './open.ts'

/** As when the browser starts the background anew while the old one still writes. */
async function pair(onStale: () => Promise<void> = async () => {}) {
  const name = crypto.randomUUID()
  return [await open(name), await open(name, { onStale })] as const
}

describe('two instances of the background on one database', () => {
  it('lose no write and double none, by turns', async () => {
    const [one, two] = await pair()
    for (let i = 0; i < 20; i++) await put(i % 2 === 0 ? one : two, `r${i}`, { i })
    const commits = await one.commitsAfter(0)
    expect(commits.map(({ ops }) => ops[0]?.id)).toEqual(Array.from({ length: 20 }, (_, i) => `r${i}`))
    expect(commits.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
    expect([...commits.map(({ hlc }) => hlc)].sort()).toEqual(commits.map(({ hlc }) => hlc))
  })

  it('lose no write and double none, at once', async () => {
    const [one, two] = await pair()
    const count = (store: typeof one) =>
      store.write({
        space: 'space',
        author: { site },
        keys: [keyOf('counter')],
        apply(group) {
          const n = ((group.get(keyOf('counter'))?.value('n') as number | undefined) ?? 0) + 1
          group.commit('space', { site }, [{ collection: 'documents', id: 'counter', set: { n }, alive: true }])
          return n
        },
      })
    const rounds: Promise<unknown>[] = []
    for (let i = 0; i < 10; i++) {
      rounds.push(count(one), count(two))
      await (i % 3 === 0 ? rounds.at(-1) : undefined)
    }
    const answers = (await Promise.all(rounds)) as number[]
    expect([...answers].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
    for (const store of [one, two]) expect(await fieldsOf(store, keyOf('counter'))).toEqual({ n: 20 })
    expect((await one.commitsAfter(0)).map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
  })

  it('read what the other has written, texts too, though they keep texts in memory', async () => {
    const [one, two] = await pair()
    await put(one, 'a', { body: 'hello' })
    await retext(one, 'a', 'hello one')
    expect([await textOf(one, 'a'), await textOf(two, 'a')]).toEqual(['hello one', 'hello one'])
    await retext(two, 'a', 'hello one and two')
    expect([await textOf(one, 'a'), await textOf(two, 'a')]).toEqual(['hello one and two', 'hello one and two'])
    await retext(one, 'a', 'hello three')
    await retext(two, 'a', 'hello three and four')
    for (const store of [one, two]) expect(await textOf(store, 'a')).toBe('hello three and four')
  })

  it('read their decisions again before the next write is decided', async () => {
    const order: string[] = []
    const [one, two] = await pair(async () => {
      order.push('read again')
    })
    await put(two, 'a', {})
    await one.decide(async () => {}, { bump: true })
    await two.write({ space: 'space', author: { site }, keys: [], apply: () => order.push('decided') })
    // What it had decided before was thrown away with its transaction.
    expect(order.slice(-2)).toEqual(['read again', 'decided'])
  })

  it('do not, where only the other’s requests have changed', async () => {
    const order: string[] = []
    const [one, two] = await pair(async () => {
      order.push('read again')
    })
    await one.decide(async () => {})
    await put(two, 'a', {})
    expect(order).toEqual([])
  })

  it('both count the epoch', async () => {
    const [one, two] = await pair()
    for (const store of [one, two, one, two]) await store.decide(async () => {}, { bump: true })
    const epochs: number[] = []
    await one.decide(async (_tx, head) => epochs.push(head.epoch))
    expect(epochs).toEqual([4])
    await put(one, 'a', { n: 1 })
    await write(two, 'a', { set: { n: 2 } })
    expect(await fieldsOf(one, keyOf('a'))).toEqual({ n: 2 })
  })
})

test('a write whose instance has been closed is refused, and not done', async () => {
  const [one, two] = await pair()
  one.close()
  await expect(put(one, 'a', {})).rejects.toThrow()
  await put(two, 'b', {})
  expect((await two.commitsAfter(0)).map(({ ops }) => ops[0]?.id)).toEqual(['b'])
})
