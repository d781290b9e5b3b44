/** The reserve on the disk: what is refused below it, what goes on, and how often the browser is asked. */
import { describe, expect, it, onTestFinished } from 'vitest'
import { batch } from '../../lib/broker/calls/batch.ts'
import { deleteRecord } from '../../lib/broker/calls/delete.ts'
import { put as putRecord } from '../../lib/broker/calls/put.ts'
import { pushText } from '../../lib/broker/calls/text.ts'
import { Watches } from '../../lib/broker/watches.ts'
import type { GroupEvent } from '../../lib/store/index.ts'
import { Text } from '../../lib/store/index.ts'
import type { StoreOptions } from '../../lib/store/store.ts'
import { exported, imported, openStore } from './archive-stores.ts'
import { diskWith, MiB } from './disk.ts'
import { clientFor, clockAt, fieldsOf, keyOf, noon, open, put, together, write } from './open.ts'
import { siteOn, target } from './site.ts'

const quota = { name: 'QuotaExceededError', code: 'quota' }
const owner = { author: { owner: true } as const }

async function onDisk(free: number, options: StoreOptions = {}) {
  const disk = diskWith(free)
  const clock = clockAt(noon)
  const told: boolean[] = []
  const events: GroupEvent[] = []
  const isLow = () => store.isDiskLow()
  const store = await open(undefined, {
    estimate: disk.estimate,
    now: clock.now,
    onGroup: event => events.push(event),
    onDisk: () => isLow().then(low => told.push(low)),
    ...options,
  })
  /** Other programs take room, or give some back. */
  const become = (free: number) => {
    disk.free = free
    clock.time += 10_000
  }
  return { store, disk, clock, told, events, become }
}

const outcomesOf = async (calls: Promise<unknown>[]) =>
  (await Promise.allSettled(calls)).map(outcome => (outcome.status === 'fulfilled' ? 'done' : outcome.reason.code))

describe('below the reserve', () => {
  it('what grows the store is refused before anything of it is written, also the very first write', async () => {
    const { store, events } = await onDisk(63 * MiB)
    await expect(put(store, 'a', { n: 1 })).rejects.toMatchObject(quota)
    await expect(put(store, 'b', { n: 1 }, owner)).rejects.toMatchObject(quota)
    await expect(put(store, 'empty', {})).rejects.toMatchObject(quota)
    expect(await store.commitsAfter(0)).toEqual([])
    expect(events).toEqual([])
  })

  it('the deletions of the same group go through, and they alone are told, answered and noted', async () => {
    const { store, events, become } = await onDisk(100 * MiB)
    const site = siteOn(store, [{}], new Watches())
    for (const id of ['a', 'b']) await putRecord(site.call(), { ...target, record: { id, title: id } })
    const used = site.stored.used
    become(50 * MiB)
    events.length = 0
    const calls = [
      putRecord(site.call(), { ...target, record: { id: 'c' } }),
      deleteRecord(site.call(), { ...target, id: 'a' }),
      putRecord(site.call(), { ...target, record: { id: 'b', title: 'more' } }),
      batch(site.call(), {
        ...target,
        operations: [
          { op: 'delete', id: 'b' },
          { op: 'put', record: { id: 'd' } },
        ],
      }),
    ]
    expect(await outcomesOf(calls)).toEqual(['quota', 'done', 'quota', 'quota'])
    expect(events.map(({ changes }) => changes.map(({ key }) => key[2]))).toEqual([['a']])
    expect((await store.answersOf('d')).map(({ n }) => n)).toEqual([1, 2, 4])
    expect(site.stored.used).toEqual({ records: 1, bytes: used.bytes / 2 })
    const written: unknown[] = []
    await store.eachActivity(null, ({ entries }) => written.push(...entries) > 0)
    expect(written).toContainEqual(expect.objectContaining({ what: 'write', created: 2, deleted: 1 }))
  })

  it('the owner deletes and takes that back; decisions, reading and exporting go on', async () => {
    const { store, become } = await onDisk(100 * MiB)
    await put(store, 'a', { n: 1 })
    become(MiB)
    await write(store, 'a', { alive: false }, owner)
    expect((await store.get(keyOf('a')))?.alive).toBe(false)
    await write(store, 'a', { alive: true }, owner)
    await store.decide(tx => tx.objectStore('sites').put({ origin: 'https://a.test' }))
    await store.changeSettings({ activityDays: 1 })
    await store.writeNotes()
    expect(await fieldsOf(store, keyOf('a'))).toEqual({ n: 1 })
    expect(await store.sites()).toHaveLength(1)
    expect((await exported(store)).manifest).toMatchObject({ format: expect.anything() })
  })

  it('a site brings nothing deleted back to life, and deletes no more once only the owner’s part is left', async () => {
    const { store, become } = await onDisk(100 * MiB)
    for (const id of ['a', 'b']) await put(store, id, {})
    become(20 * MiB)
    await write(store, 'a', { alive: false })
    await expect(write(store, 'a', { alive: true })).rejects.toMatchObject(quota)
    become(15 * MiB)
    await expect(write(store, 'b', { alive: false })).rejects.toMatchObject(quota)
    await write(store, 'b', { alive: false }, owner)
  })

  it('a group may not write more than there is, however fast it comes', async () => {
    const { store } = await onDisk(66 * MiB)
    const big = 'x'.repeat(100_000) // counted four times
    const outcomes = await outcomesOf(Array.from({ length: 10 }, (_, i) => put(store, `r${i}`, { big })))
    expect(outcomes).toEqual([...Array(5).fill('done'), ...Array(5).fill('quota')])
    expect(await store.count('space', 'documents', 100)).toBe(5)
  })

  it('whoever asks for more than there is left is refused, and the owner is told of that as well', async () => {
    const { store, told, become } = await onDisk(65 * MiB)
    await put(store, 'small', {})
    expect(told).toEqual([])
    await expect(put(store, 'big', { big: 'x'.repeat(900_000) })).rejects.toMatchObject(quota)
    await put(store, 'small too', {})
    expect(told).toEqual([true])
    become(100 * MiB)
    await put(store, 'big', { big: 'x'.repeat(900_000) })
    expect(told).toEqual([true, false])
  })

  it('a text that would revive a record revives nothing where there is no room for the text', async () => {
    const { store, become } = await onDisk(100 * MiB)
    const site = siteOn(store)
    await putRecord(site.call(), { ...target, record: { id: 'x', body: 'old' } })
    await deleteRecord(site.call(), { ...target, id: 'x' })
    become(64 * MiB + 10_000) // for the record, and not for the text
    const update = new Text('body').replace('new'.repeat(1_000), clientFor('one'))
    expect(await outcomesOf([pushText(site.call(), { ...target, id: 'x', field: 'body', update })])).toEqual(['quota'])
    expect((await store.get([store.identity.space, 'documents', 'x']))?.alive).toBe(false)
    expect(site.stored.used).toEqual({ records: 0, bytes: 0 })
  })

  it('an import and what another device sends are refused as a whole', async () => {
    const from = await openStore()
    await put(from, 'a', { n: 1 })
    const { blob } = await exported(from)
    const { store, become } = await onDisk(50 * MiB)
    await expect(imported(store, blob)).rejects.toThrow('The disk or this store is full')
    const commits = await from.commitsAfter(0)
    await expect(store.receive(together(commits))).rejects.toMatchObject(quota)
    expect(await store.commitsAfter(0)).toEqual([])
    become(100 * MiB)
    await store.receive(together(commits))
    expect(await fieldsOf(store, keyOf('a'))).toEqual({ n: 1 })
  })

  it('it is told when it begins and when it is over', async () => {
    const { store, told, become } = await onDisk(100 * MiB)
    await put(store, 'a', {})
    expect(told).toEqual([])
    become(50 * MiB)
    await outcomesOf([put(store, 'b', {}), put(store, 'c', {})])
    become(100 * MiB)
    await put(store, 'd', {})
    expect(told).toEqual([true, false])
  })
})

describe('the browser is asked', () => {
  it('once for as long as there is plenty, and again some seconds later', async () => {
    const { store, disk, clock } = await onDisk(10_000 * MiB)
    for (let i = 0; i < 20; i++) await put(store, `r${i}`, { i })
    expect(disk.asked).toBe(1)
    clock.time += 10_000
    for (let i = 0; i < 20; i++) await put(store, `s${i}`, { i })
    expect(disk.asked).toBe(2)
  })

  it('again where what was written since may have come close to the reserve', async () => {
    const { store, disk } = await onDisk(200 * MiB)
    for (let i = 0; i < 5; i++) await put(store, `r${i}`, { i })
    expect(disk.asked).toBe(1)
    const big = 'x'.repeat(900_000)
    for (let i = 0; i < 25; i++) await put(store, `big${i}`, { big })
    expect(disk.asked).toBe(2)
  })

  it('never while a transaction that writes is open', async () => {
    const { transaction } = IDBDatabase.prototype
    onTestFinished(() => {
      IDBDatabase.prototype.transaction = transaction
    })
    let open = 0
    IDBDatabase.prototype.transaction = function (...args) {
      const tx = transaction.apply(this, args)
      if (tx.mode === 'readwrite') {
        open++
        for (const end of ['complete', 'abort']) tx.addEventListener(end, () => open--)
      }
      return tx
    }
    const disk = diskWith(100 * MiB)
    const openThen: number[] = []
    const estimate = () => {
      openThen.push(open)
      return disk.estimate()
    }
    const { store } = await onDisk(0, { estimate })
    const writes = Array.from({ length: 10 }, (_, i) => put(store, `r${i}`, { i }).then(() => put(store, `s${i}`, {})))
    await Promise.all([...writes, store.decide(async () => {}), store.writeNotes()])
    expect(openThen.length).toBeGreaterThan(1)
    expect(new Set(openThen)).toEqual(new Set([0]))
  })

  it.each([
    ['fails', () => Promise.reject(new TypeError('no'))],
    ['says nothing', async () => ({})],
    ['knows no quota', async () => ({ usage: 5 })],
  ])('and refuses nothing where its answer %s', async (_, estimate) => {
    const { store, told } = await onDisk(0, { estimate })
    await put(store, 'a', { n: 1 })
    expect(await store.isDiskLow()).toBe(false)
    expect(told).toEqual([])
  })
})
