import { describe, expect, it } from 'vitest'
import type { Commit, Store } from '../../lib/store/index.ts'
import { clockAt, fieldsOf, keyOf, noon, open, put, retext, textOf, together, write } from './open.ts'

/** What the other has written itself since the test began; never what it has received. */
async function ownCommits(store: Store): Promise<Commit[]> {
  return (await store.commitsAfter(0)).filter(({ device }) => device === store.identity.device)
}

/** Brings everything to everybody, one commit at a time, in the order that `rank` gives. */
async function exchange(stores: readonly Store[], rank: (commit: Commit) => number = () => 0): Promise<void> {
  const all = await Promise.all(stores.map(ownCommits))
  for (const store of stores) {
    const known = new Set((await store.commitsAfter(0)).map(({ id }) => id))
    const foreign = all.flat().filter(({ id }) => !known.has(id))
    for (const commit of [...foreign].sort((a, b) => rank(a) - rank(b)))
      await store.receive(together([structuredClone(commit)]))
  }
}

async function devices(count = 2): Promise<Store[]> {
  const stores: Store[] = []
  for (let i = 0; i < count; i++) {
    const clock = clockAt(noon)
    stores.push(await open(undefined, { now: () => clock.time++ }))
  }
  return stores
}

/** Two devices that both have `fields` in record a, from the first of them. */
async function sharing(fields: Parameters<typeof put>[2]): Promise<[Store, Store]> {
  const [here, there] = (await devices()) as [Store, Store]
  await put(here, 'a', fields)
  await there.receive(together(await here.commitsAfter(0)))
  return [here, there]
}

describe('two devices', () => {
  it('have the same record after an exchange, each field by its last writer', async () => {
    const [here, there] = await sharing({ title: 'x', note: 'y' })
    await write(here, 'a', { set: { title: 'here' } })
    await write(there, 'a', { set: { note: 'there' }, remove: ['title'] })
    await write(there, 'a', { set: { more: 1 } })
    await exchange([here, there])
    const seen = await fieldsOf(here, keyOf('a'))
    expect(await fieldsOf(there, keyOf('a'))).toEqual(seen)
    expect(seen).toMatchObject({ note: 'there', more: 1 })
  })

  it('do not revive what one has deleted by patching it on the other', async () => {
    const [here, there] = await sharing({ n: 1 })
    await write(here, 'a', { alive: false })
    for (let n = 2; n < 6; n++) await write(there, 'a', { set: { n } })
    await exchange([here, there])
    for (const store of [here, there]) expect((await store.get(keyOf('a')))?.alive).toBe(false)
  })

  it('that turn the same string into a text at once make one text', async () => {
    const [here, there] = await sharing({ body: 'hello' })
    await retext(here, 'a', 'hello world')
    await retext(there, 'a', 'oh hello')
    await exchange([here, there])
    for (const store of [here, there]) expect(await textOf(store, 'a')).toBe('oh hello world')
  })

  it('that only look at the same string as a text leave it as it is', async () => {
    const [here, there] = await sharing({ body: 'hello' })
    for (const store of [here, there]) {
      await retext(store, 'a', 'hello!')
      await retext(store, 'a', 'hello')
    }
    await exchange([here, there])
    for (const store of [here, there]) expect(await textOf(store, 'a')).toBe('hello')
  })

  it('agree on a text whose string was replaced on the other', async () => {
    const [here, there] = await sharing({ body: 'hello' })
    await retext(here, 'a', 'hello world')
    for (let i = 0; i < 5; i++) await write(there, 'a', { set: { other: i } })
    await write(there, 'a', { set: { body: 'new' } })
    await exchange([here, there])
    expect([await textOf(here, 'a'), await textOf(there, 'a')]).toEqual(['new', 'new'])
    await retext(here, 'a', 'new and old')
    await exchange([here, there])
    expect([await textOf(here, 'a'), await textOf(there, 'a')]).toEqual(['new and old', 'new and old'])
  })

  it('name who made a record by the put that counts, on both', async () => {
    const [here, there] = await devices()
    if (!here || !there) throw new Error('there are two')
    await put(here, 'a', { n: 1 }, { author: { site: 'https://a.test' } })
    await put(there, 'a', { n: 2 })
    await exchange([here, there])
    expect((await here.get(keyOf('a')))?.madeBy).toBe((await there.get(keyOf('a')))?.madeBy)
  })

  it('show the same revision of nothing: each keys its own', async () => {
    const [here, there] = await sharing({ n: 1 })
    const revs = await Promise.all(
      [here, there].map(async store => (await store.get(keyOf('a')))?.rev('*', store.identity.secret)),
    )
    expect(revs[0]).not.toBe(revs[1])
  })
})
