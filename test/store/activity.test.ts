import { openDB } from 'idb'
import { describe, expect, it, onTestFinished, test, vi } from 'vitest'
import { deleteRecord } from '../../lib/broker/calls/delete.ts'
import { patch } from '../../lib/broker/calls/patch.ts'
import { put as putRecord } from '../../lib/broker/calls/put.ts'
import { findRecords, get } from '../../lib/broker/calls/reads.ts'
import { Ledger } from '../../lib/broker/ledger.ts'
import type { Json } from '../../lib/protocol/api.ts'
import type { ActivityRow, Entry, SiteRow, Store } from '../../lib/store/index.ts'
import { clockAt, keyOf, noon, open, put, site, write } from './open.ts'
import { siteOn, target } from './site.ts'

/** The oldest first. */
async function activityOf(store: Store): Promise<ActivityRow[]> {
  const rows: ActivityRow[] = []
  await store.eachActivity(null, row => rows.push(row) > 0)
  return rows.reverse()
}

const entriesOf = async (store: Store) => (await activityOf(store)).flatMap(({ entries }) => entries)

const created = (collection = 'documents'): Entry => ({ origin: site, what: 'write', collection, created: 1 })
const noted = (...entries: Entry[]) => ({ noted: () => entries })
const read = { collection: 'documents', records: 3, fields: ['title'] }
const readEntry = { origin: site, what: 'read', collection: 'documents', count: 3, fields: ['title'] }

/** A store with a ledger whose patience has no end: what waits goes with what comes, or is written by hand. */
async function withLedger(name: string = crypto.randomUUID(), clock = clockAt(noon)) {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const counted: SiteRow[] = []
  const rowOf = (origin: string) => counted.findLast(row => row.origin === origin) ?? { origin }
  const ledger = new Ledger({
    now: clock.now,
    write: () => store.writeNotes(),
    rowOf,
    counted: row => counted.push(row),
  })
  const store = await open(name, { notes: ledger, now: clock.now })
  return { store, ledger, clock, counted, name }
}

describe('the writes of a group', () => {
  it('are one row: 2,000 puts at once', async () => {
    const { store } = await withLedger()
    await Promise.all(Array.from({ length: 2000 }, (_, i) => put(store, `r${i}`, { i }, noted(created()))))
    expect(await activityOf(store)).toEqual([
      { n: 1, time: noon, entries: [{ origin: site, what: 'write', collection: 'documents', created: 2000 }] },
    ])
  })

  it('take along what was read and refused before', async () => {
    const { store, ledger } = await withLedger()
    ledger.read(site, read)
    ledger.read(site, { ...read, fields: ['body'] })
    ledger.refusal(site, 'not_permitted', 'contacts')
    await put(store, 'a', {}, noted(created()))
    expect(await activityOf(store)).toHaveLength(1)
    expect(await entriesOf(store)).toEqual([
      { origin: site, what: 'write', collection: 'documents', created: 1 },
      { ...readEntry, count: 6, fields: ['body', 'title'] },
      { origin: site, what: 'refusal', outcome: 'not_permitted', collection: 'contacts', count: 1 },
    ])
    await store.writeNotes()
    expect(await activityOf(store)).toHaveLength(1)
  })

  it('that are refused are not noted as written; the others of the group are', async () => {
    const { store } = await withLedger()
    const refused = write(
      store,
      'b',
      {},
      {
        ...noted(created('refused')),
        apply() {
          throw new Error('a fault')
        },
      },
    )
    const [one, two, three] = await Promise.allSettled([
      put(store, 'a', {}, noted(created('one'))),
      refused,
      put(store, 'c', {}, noted(created('three'))),
    ])
    expect([one.status, two.status, three.status]).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect((await entriesOf(store)).map(({ collection }) => collection)).toEqual(['one', 'three'])
  })

  it('stand and fall with their row: a transaction that aborts leaves neither, and what waited waits again', async () => {
    const { store, ledger, counted } = await withLedger()
    ledger.read(site, read)
    const poison = (() => 1) as unknown as Json // no structured clone takes it
    await expect(put(store, 'a', { poison }, noted(created()))).rejects.toMatchObject({ name: 'DataCloneError' })
    expect(await store.get(keyOf('a'))).toBeUndefined()
    expect([await activityOf(store), await store.sites(), counted]).toEqual([[], [], []])

    ledger.read(site, { ...read, records: 1 })
    await put(store, 'b', {}, noted(created()))
    expect(await entriesOf(store)).toEqual([
      { origin: site, what: 'write', collection: 'documents', created: 1 },
      { ...readEntry, count: 4 },
    ])
    expect((await store.sites())[0]?.reads).toEqual({ '2026-01-02': 4 })
  })
})

describe('another instance has written', () => {
  it('neither loses nor doubles what this one notes, and both count a site’s reads', async () => {
    const one = await withLedger()
    const two = await withLedger(one.name, one.clock)
    one.ledger.read(site, read)
    two.ledger.read(site, read)
    await put(two.store, 'a', {}, noted(created()))
    await put(one.store, 'b', {}, noted(created())) // it is stale, and tries again
    const entries = await entriesOf(one.store)
    expect(entries.filter(({ what }) => what === 'write')).toHaveLength(2)
    expect(entries.filter(({ what }) => what === 'read')).toEqual([readEntry, readEntry])
    expect((await one.store.sites())[0]?.reads).toEqual({ '2026-01-02': 6 })
    expect(one.counted.at(-1)?.reads).toEqual({ '2026-01-02': 6 })
  })

  it('and has carried out the same call: it is noted once', async () => {
    const one = await withLedger()
    const two = await withLedger(one.name, one.clock)
    const call = { call: { document: 'd', n: 1, hash: 'h' }, ...noted(created()) }
    await put(two.store, 'a', {}, call)
    await put(one.store, 'a', {}, call)
    expect(await entriesOf(one.store)).toHaveLength(1)
  })
})

describe('a decision', () => {
  it('is noted in its own transaction, with what waits', async () => {
    const { store, ledger } = await withLedger()
    ledger.read(site, read)
    await store.decide(async (_tx, _head, note) => note({ origin: site, what: 'revoke' }))
    expect(await entriesOf(store)).toEqual([{ origin: site, what: 'revoke' }, readEntry])
  })

  it('that fails is not noted, and what waits goes with the next one', async () => {
    const { store, ledger } = await withLedger()
    ledger.read(site, read)
    const failed = store.decide(async (_tx, _head, note) => {
      note({ origin: site, what: 'revoke' })
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    await store.decide(async () => {})
    expect(await entriesOf(store)).toEqual([readEntry])
  })

  it('that changes nothing of note makes no row', async () => {
    const { store } = await withLedger()
    await store.decide(async () => {})
    await store.writeNotes()
    expect(await activityOf(store)).toEqual([])
  })
})

describe('where nothing is written for a second', () => {
  it('what was noted gets a transaction of its own, one for all', async () => {
    const { store, ledger } = await withLedger()
    const writing = vi.spyOn(store, 'writeNotes')
    for (let i = 0; i < 100; i++) ledger.read(site, read)
    vi.advanceTimersByTime(999)
    expect(writing).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(writing).toHaveBeenCalledTimes(1)
    await writing.mock.results[0]?.value
    expect(await entriesOf(store)).toEqual([{ ...readEntry, count: 300 }])
  })
})

describe('a row goes on', () => {
  it('for a minute, where the same is done again', async () => {
    const { store, ledger, clock } = await withLedger()
    for (const time of [0, 30_000, 59_999, 60_000]) {
      clock.time = noon + time
      await put(store, `r${time}`, {}, noted(created()))
    }
    ledger.read(site, read)
    await store.writeNotes()
    expect(await activityOf(store)).toEqual([
      { n: 1, time: noon, until: noon + 59_999, entries: [{ ...created(), created: 3 }] },
      { n: 2, time: noon + 60_000, entries: [created()] },
      { n: 3, time: noon + 60_000, entries: [readEntry] },
    ])
  })

  it('but not with a decision', async () => {
    const { store } = await withLedger()
    for (let i = 0; i < 2; i++) await store.decide(async (_tx, _head, note) => note({ origin: site, what: 'revoke' }))
    expect(await activityOf(store)).toHaveLength(2)
  })

  it('and not with what was aborted', async () => {
    const { store } = await withLedger()
    await put(store, 'a', {}, noted(created()))
    const failed = store.decide(async (tx, _head, note) => {
      note(created())
      tx.abort()
    })
    await expect(failed).rejects.toThrow()
    await put(store, 'b', {}, noted(created()))
    expect(await activityOf(store)).toEqual([
      { n: 1, time: noon, until: noon, entries: [{ ...created(), created: 2 }] },
    ])
  })
})

describe('old activity', () => {
  const times = async (store: Store) => (await activityOf(store)).map(({ time }) => time)

  async function filled(count: number, step: number) {
    const made = await withLedger()
    for (let i = 0; i < count; i++) {
      made.clock.time = noon + i * step
      await made.store.decide(async (_tx, _head, note) => note({ origin: site, what: 'revoke' }))
    }
    return made
  }
  const day = 86_400_000

  it('goes by its age', async () => {
    const { store, clock } = await filled(5, day)
    await store.changeSettings({ activityDays: 2 })
    clock.time = noon + 4 * day
    await store.pruneActivity()
    expect(await times(store)).toEqual([2, 3, 4].map(i => noon + i * day))
  })

  it('and by its rows, the oldest first', async () => {
    const { store } = await filled(5, 1)
    await store.changeSettings({ activityRows: 2 })
    await store.pruneActivity()
    expect(await times(store)).toEqual([noon + 3, noon + 4])
  })

  it('goes in slices', async () => {
    const { store, name } = await filled(1, 1)
    const db = await openDB(name)
    const tx = db.transaction('activity', 'readwrite')
    for (let i = 0; i < 2_500; i++) void tx.store.put({ time: noon, entries: [] })
    await tx.done
    db.close()
    await store.changeSettings({ activityRows: 10 })
    const transactions = vi.spyOn(IDBDatabase.prototype, 'transaction')
    await store.pruneActivity()
    const slices = transactions.mock.calls.filter(([stores]) => stores === 'activity').length
    transactions.mockRestore()
    expect(slices).toBe(3)
    expect((await activityOf(store)).map(({ n }) => n)).toEqual(Array.from({ length: 10 }, (_, i) => 2_492 + i))
  })

  it('is kept where there is nothing to let go of', async () => {
    const { store } = await filled(3, 1)
    await store.pruneActivity()
    expect(await times(store)).toHaveLength(3)
  })
})

test('the newest are read first, from a place on', async () => {
  const { store } = await withLedger()
  for (let i = 0; i < 4; i++) await store.decide(async (_tx, _head, note) => note({ origin: site, what: 'revoke' }))
  const seen: number[] = []
  expect(await store.eachActivity(4, ({ n }) => seen.push(n) < 2)).toBe(false)
  expect(seen).toEqual([3, 2])
  expect(await store.eachActivity(2, ({ n }) => seen.push(n) > 0)).toBe(true)
  expect(seen).toEqual([3, 2, 1])
})

describe('the calls of a site', () => {
  const fields = ['body', 'title']

  it('note what they read and wrote', async () => {
    const { store, ledger } = await withLedger()
    const { call } = siteOn(store, [{}], undefined, site, ledger)
    await putRecord(call(), { ...target, record: { id: 'a', title: 'one', body: 'x' } })
    await putRecord(call(), { ...target, record: { id: 'a', title: 'two' } })
    await get(call(), { ...target, id: 'a' })
    await get(call(), { ...target, id: 'missing' })
    await findRecords(call(), { ...target, query: { fields: ['title'] } })
    await store.writeNotes()
    const entries = await entriesOf(store)
    expect(entries.filter(({ what }) => what === 'write')).toEqual([
      { origin: site, what: 'write', collection: 'documents', created: 1, updated: 1, fields },
    ])
    expect(entries.filter(({ what }) => what === 'read')).toEqual([
      { origin: site, what: 'read', collection: 'documents', count: 2, fields: '*' },
    ])
    expect((await store.sites())[0]?.reads).toEqual({ '2026-01-02': 2 })
  })

  it('note which fields were changed, and what was deleted', async () => {
    const { store, ledger } = await withLedger()
    const { call } = siteOn(store, [{}], undefined, site, ledger)
    await putRecord(call(), { ...target, record: { id: 'a', title: 'one', body: 'x', tag: 'y' } })
    await store.decide(async (_tx, _head, note) => note({ origin: site, what: 'revoke' })) // the next is a row of its own
    await putRecord(call(), { ...target, record: { id: 'a', title: 'one', body: 'z' } })
    await deleteRecord(call(), { ...target, id: 'a' })
    await deleteRecord(call(), { ...target, id: 'a' }) // it is gone already
    const last = (await activityOf(store)).at(-1)
    expect(last?.entries).toEqual([
      { origin: site, what: 'write', collection: 'documents', updated: 1, deleted: 1, fields: ['body', 'tag'] },
    ])
  })

  it('note a read where a patch is answered with more than it brought', async () => {
    const { store, ledger } = await withLedger()
    const { call } = siteOn(store, [{}], undefined, site, ledger)
    await putRecord(call(), { ...target, record: { id: 'a', title: 'one', body: 'x' } })
    await patch(call(), { ...target, id: 'a', fields: {} })
    await patch(call(), { ...target, id: 'a', fields: { title: 'two' } })
    await patch(call(), { ...target, id: 'a', fields: { title: 'two', body: 'y' } })
    await store.writeNotes()
    const entries = await entriesOf(store)
    expect(entries.flatMap(({ what, count }) => (what === 'read' ? count : []))).toEqual([2])
    expect((await store.sites())[0]?.reads).toEqual({ '2026-01-02': 2 }) // and it counts
  })
})
