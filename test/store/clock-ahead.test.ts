/** A device whose clock is far ahead has written; what is written here over it is later, though our clock does not follow. */
import { describe, expect, it } from 'vitest'
import type { Commit, Store } from '../../lib/store/index.ts'
import { timeOf } from '../../lib/store/stamp.ts'
import { clockAt, fieldsOf, keyOf, noon, open, put, retext, site, textOf, together, write } from './open.ts'

const year = 365 * 86_400_000
const made = async (store: Store) => (await store.get(keyOf('a')))?.row.alive.made

/** Two devices, the second a year ahead; record a is there on both, from the second. */
async function pair(fields: Parameters<typeof put>[2] = { title: 'x', body: 'hello' }) {
  const [clock, late] = [clockAt(noon), clockAt(noon + year)]
  const name = crypto.randomUUID()
  const here = await open(name, { now: clock.now })
  const ahead = await open(undefined, { now: late.now })
  await put(ahead, 'a', fields)
  await here.receive(together(await ahead.commitsAfter(0)))
  /** What both show in the end. */
  const both = async (id = 'a') => {
    await ahead.receive(together(await here.commitsAfter(0)))
    await here.receive(together(await ahead.commitsAfter(0)))
    const seen = await Promise.all([here, ahead].map(store => fieldsOf(store, keyOf(id))))
    expect(seen[0]).toEqual(seen[1])
    return seen[0]
  }
  return { here, ahead, both, name, clock }
}

describe('over a write of a clock that is a year ahead', () => {
  it('a field is set', async () => {
    const { here, both } = await pair()
    await write(here, 'a', { set: { title: 'y' } })
    expect(await fieldsOf(here, keyOf('a'))).toEqual({ title: 'y', body: 'hello' })
    expect(await both()).toEqual({ title: 'y', body: 'hello' })
  })

  it('a field is removed, and set again', async () => {
    const { here, both } = await pair()
    await write(here, 'a', { remove: ['title'] })
    expect(await both()).toEqual({ body: 'hello' })
    await write(here, 'a', { set: { title: 'z' } })
    expect(await both()).toEqual({ title: 'z', body: 'hello' })
  })

  it('the record is deleted, created again under its id, deleted for now and restored', async () => {
    const { here, both } = await pair({ title: 'x' })
    await write(here, 'a', { alive: false })
    expect(await both()).toBeUndefined()
    await put(here, 'a', { title: 'again' })
    expect(await both()).toEqual({ title: 'again' })
    const maker = await made(here)
    if (!maker) throw new Error('somebody made it')
    await write(here, 'a', { alive: false, made: maker })
    expect(await both()).toBeUndefined()
    await write(here, 'a', { alive: true, made: maker })
    expect(await both()).toEqual({ title: 'again' })
    expect(await made(here)).toEqual(maker)
  })

  it('a text is torn off, typed into, and torn off again', async () => {
    const { here, ahead, both } = await pair()
    await retext(here, 'a', 'hello world')
    expect(await both()).toEqual({ title: 'x', body: 'hello world' })
    await write(here, 'a', { set: { body: 'new' } })
    await retext(ahead, 'a', 'oh hello world')
    expect(await both()).toEqual({ title: 'x', body: 'new' })
    await retext(here, 'a', 'new and old')
    await write(ahead, 'a', { set: { body: 'last' } })
    expect(await both()).toEqual({ title: 'x', body: 'last' })
  })

  it('one commit changes several records, and one transaction makes several commits', async () => {
    const { here, both } = await pair()
    await here.write({
      space: keyOf('a')[0],
      author: { site },
      keys: [keyOf('a'), keyOf('b')],
      apply(group) {
        const of = (id: string, n: number) => ({ collection: 'documents', id, set: { title: n }, alive: true })
        group.commit(keyOf('a')[0], { site }, [of('b', 1), of('a', 1)])
        group.commit(keyOf('a')[0], { site }, [of('a', 2)])
        group.commit(keyOf('a')[0], { site }, [of('b', 3)])
      },
    })
    expect(await both()).toEqual({ title: 2, body: 'hello' })
    expect(await both('b')).toEqual({ title: 3 })
  })
})

describe('a stamp ahead of the clock', () => {
  const ownStamps = async (store: Store) =>
    (await store.commitsAfter(0)).filter(({ device }) => device === store.identity.device).map(({ hlc }) => hlc)

  it('takes the clock nowhere', async () => {
    const { here } = await pair()
    await write(here, 'a', { set: { title: 'y' } })
    await put(here, 'b', { title: 'y' })
    const [first = '', second = ''] = await ownStamps(here)
    expect([timeOf(first), timeOf(second)]).toEqual([noon + year, noon])
  })

  it('is given once: over several writes, after a restart, and when the clock has come there', async () => {
    const { here, ahead, name, clock } = await pair()
    await put(ahead, 'b', { n: 1 })
    await put(ahead, 'c', { n: 1 })
    await here.receive(together(await ahead.commitsAfter(0)))
    await write(here, 'a', { set: { title: 'y' } })
    await write(here, 'a', { set: { body: 'y' } })
    here.close()
    const again = await open(name, { now: clock.now })
    for (const id of ['c', 'b', 'a']) await write(again, id, { set: { n: 2 } })
    clock.time = noon + year
    for (let i = 0; i < 20; i++) await write(again, 'd', { set: { i } })
    for (const id of ['c', 'b', 'a']) await write(again, id, { set: { n: 3 } })
    const stamps = await ownStamps(again)
    expect(stamps.length).toBe(28)
    expect(new Set(stamps).size).toBe(28)
  })

  it('is not given again by a profile that was put back to an earlier state', async () => {
    const { here, ahead } = await pair()
    await write(here, 'a', { set: { title: 'y' } })
    const commits = await here.commitsAfter(0)
    const back = await open(undefined, { now: () => noon })
    await back.receive(together(commits.filter(({ device }) => device === ahead.identity.device)))
    await back.importGroups('theirs', [
      { time: noon, commits: commits.map(commit => ({ ...commit, device: renamed(commit, here, back) })) },
    ])
    await write(back, 'a', { set: { body: 'y' } })
    const stamps = await ownStamps(back)
    expect(new Set(stamps.map(stamp => stamp.slice(0, 16))).size).toBe(2)
  })
})

const renamed = ({ device }: Commit, from: Store, to: Store) =>
  device === from.identity.device ? to.identity.device : device

describe('a commit whose stamp leaves no room for a later one', () => {
  it.each(['f00000000000', 'ffffffffffff', 'not a stamp!'])(
    'of %s is refused, with all that came with it',
    async time => {
      const { here, ahead } = await pair()
      await put(ahead, 'b', { n: 1 })
      const [, good] = await ahead.commitsAfter(0)
      if (!good) throw new Error('there are two')
      const bad = { ...good, seq: 3, hlc: `${time}0000${good.device}` }
      await expect(here.receive(together([good, bad]))).rejects.toThrow('no device can give')
      expect(await here.get(keyOf('b'))).toBeUndefined()
      await expect(here.receive(together([{ ...good, device: 'other' }]))).rejects.toThrow('of another device')
      await here.receive(together([good]))
      expect(await fieldsOf(here, keyOf('b'))).toEqual({ n: 1 })
    },
  )

  it('just before them is taken; what cannot be later is not acknowledged', async () => {
    const { here, ahead } = await pair()
    const [first] = await ahead.commitsAfter(0)
    if (!first) throw new Error('there is one')
    const op = { collection: 'documents', id: 'a' }
    const end = (seq: number, counter: string, ops: Commit['ops']): Commit => ({
      ...first,
      id: `end ${seq}`,
      seq,
      hlc: `efffffffffff${counter}${first.device}`,
      ops,
    })
    await here.receive(together([end(2, 'fffe', [{ ...op, set: { title: 'end' } }])]))
    await write(here, 'a', { set: { title: 'y' } })
    expect(await textOf(here, 'a', 'title')).toBe('y')
    await expect(write(here, 'a', { set: { title: 'z' } })).rejects.toThrow('No stamp is later')
    await write(here, 'b', { set: { title: 'z' }, alive: true })
    expect([await textOf(here, 'a', 'title'), await textOf(here, 'b', 'title')]).toEqual(['y', 'z'])
  })
})
