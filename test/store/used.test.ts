/** What a site has stored gets to the disk with what it writes, or with whatever comes next. */
import { expect, it, onTestFinished, vi } from 'vitest'
import { put as putRecord } from '../../lib/broker/calls/put.ts'
import { Ledger } from '../../lib/broker/ledger.ts'
import type { Entry, SiteRow } from '../../lib/store/index.ts'
import { noon, open, put, site } from './open.ts'
import { siteOn, target } from './site.ts'

/** A store whose ledger has no end of patience: what waits goes with what comes, or is written by hand. */
async function start() {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const counted: SiteRow[] = []
  const rowOf = (origin: string) => counted.findLast(row => row.origin === origin) ?? { origin }
  const write = vi.fn(() => store.writeNotes())
  const ledger = new Ledger({ now: () => noon, write, rowOf, counted: row => counted.push(row) })
  const store = await open(undefined, { notes: ledger })
  const onDisk = async () => (await store.sites())[0]
  return { store, ledger, counted, write, onDisk, site: siteOn(store, [{}], undefined, site, ledger) }
}

/** No structured clone takes its detail, so the transaction that is to note it aborts. */
const poison = { origin: site, what: 'write', detail: () => 1 } as unknown as Entry
const record = { title: 'x' }
const one = { records: 1, bytes: 3 }
const two = { records: 2, bytes: 6 }

it('goes into the transaction of the write itself', async () => {
  const { store, site, counted, onDisk } = await start()
  await putRecord(site.call(), { ...target, record })
  expect(await onDisk()).toEqual({ origin: 'https://a.test', used: one })
  await Promise.all([putRecord(site.call(), { ...target, record }), store.decide(async () => {})])
  expect(await onDisk()).toEqual({ origin: 'https://a.test', used: two })
  expect(counted).toEqual([]) // nothing was read
})

it('gets a transaction of its own where none comes for a second', async () => {
  const { ledger, write, onDisk } = await start()
  ledger.stored(site, one)
  ledger.stored(site, two)
  vi.advanceTimersByTime(999)
  expect(write).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(write).toHaveBeenCalledTimes(1)
  await write.mock.results[0]?.value
  expect(await onDisk()).toEqual({ origin: site, used: two })
})

it('stands beside what the site has read, and what else is known of it', async () => {
  const { store, ledger, onDisk } = await start()
  await store.decide(tx => tx.objectStore('sites').put({ origin: site, never: true }))
  ledger.read(site, { collection: 'documents', records: 3, fields: '*' })
  ledger.stored(site, one)
  await store.writeNotes()
  const known = { origin: site, never: true, reads: { '2026-01-02': 3 } }
  expect(await onDisk()).toEqual({ ...known, used: one })
  ledger.stored(site, two)
  await store.writeNotes()
  expect(await onDisk()).toEqual({ ...known, used: two })
})

it('falls with the transaction of the write, and the next one says how it is then', async () => {
  const { store, site, onDisk } = await start()
  await putRecord(site.call(), { ...target, record })
  const written = putRecord(site.call(), { ...target, record })
  await Promise.allSettled([written, put(store, 'bad', {}, { noted: () => [poison] })])
  await expect(written).rejects.toMatchObject({ name: 'DataCloneError' })
  expect(await onDisk()).toMatchObject({ used: one })
  expect(site.stored.used).toEqual(one)
  await putRecord(site.call(), { ...target, record })
  expect(await onDisk()).toMatchObject({ used: two })
})

it('waits again after a transaction that aborts', async () => {
  const { store, ledger, onDisk } = await start()
  ledger.stored(site, one)
  await expect(store.decide(async tx => tx.abort())).rejects.toThrow()
  expect(await onDisk()).toBeUndefined()
  await store.decide(async () => {})
  expect(await onDisk()).toEqual({ origin: site, used: one })
})

it('and what has been said meanwhile is newer', async () => {
  const { store, ledger, onDisk } = await start()
  ledger.stored(site, one)
  const aborted = ledger.take()
  ledger.stored(site, two)
  aborted?.giveBack()
  await store.decide(async () => {})
  expect(await onDisk()).toEqual({ origin: site, used: two })
})
