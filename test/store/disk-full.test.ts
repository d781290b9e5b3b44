/** Transactions that really fail for want of room, whatever the browser has said before. */
import { expect, onTestFinished, test } from 'vitest'
import { deleteRecord } from '../../lib/broker/calls/delete.ts'
import { put as putRecord } from '../../lib/broker/calls/put.ts'
import { wireError } from '../../lib/protocol/errors.ts'
import type { GroupEvent, Row } from '../../lib/store/index.ts'
import { diskWith, failingPuts, MiB } from './disk.ts'
import { clockAt, fieldsOf, keyOf, noon, open, put, retext, textOf, write } from './open.ts'
import { siteOn, target } from './site.ts'

const plenty = diskWith(10_000 * MiB).estimate
const quota = { code: 'quota' }
/** A row that grows: here, one that is alive. */
const isAlive = (row: object) => (row as Row).alive.value

async function store() {
  const clock = clockAt(noon)
  const events: GroupEvent[] = []
  const told: boolean[] = []
  const store = await open(undefined, {
    now: clock.now,
    estimate: plenty,
    onGroup: event => events.push(event),
    onDisk: async () => told.push(await store.isDiskLow()),
  })
  return { store, clock, events, told }
}

test('the group is tried again without what grows the store, and memory is what the disk says', async () => {
  const { store: full, clock, events, told } = await store()
  const site = siteOn(full)
  await putRecord(site.call(), { ...target, record: { id: 'a', title: 'kept' } })
  await putRecord(site.call(), { ...target, record: { id: 'b', title: 'goes' } })
  await put(full, 't', { body: 'hello' })
  await retext(full, 't', 'hello world')
  const before = events.length
  const disk = failingPuts('records', isAlive)
  const outcomes = await Promise.allSettled([
    putRecord(site.call(), { ...target, record: { id: 'a', title: 'lost' } }),
    deleteRecord(site.call(), { ...target, id: 'b' }),
    retext(full, 't', 'hello lost world'),
    putRecord(site.call(), { ...target, record: { id: 'c' } }),
  ])
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected', 'rejected'])
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') expect(wireError(outcome.reason)).toMatchObject(quota)
  expect(events.slice(before).map(({ n, changes }) => [n, changes.map(({ key }) => key[2])])).toEqual([[5, ['b']]])
  expect(await textOf(full, 't')).toBe('hello world')
  const documents = (id: string) => fieldsOf(full, [full.identity.space, 'documents', id])
  expect([await documents('a'), await documents('b'), await documents('c')]).toEqual([
    { title: 'kept' },
    undefined,
    undefined,
  ])
  expect(site.stored.used.records).toBe(1)

  // While it is known, nothing that grows is tried: it is refused before it is begun.
  expect(disk.failed.size).toBe(1)
  await expect(put(full, 'd', {})).rejects.toMatchObject(quota)
  expect(disk.failed.size).toBe(1)
  expect(told).toEqual([true])

  disk.isFull = () => false
  clock.time += 10_000
  await retext(full, 't', 'hello new world')
  expect(await textOf(full, 't')).toBe('hello new world')
  expect(told).toEqual([true, false])
  expect((await full.commitsAfter(0)).map(({ id }) => id)).toHaveLength(6)
})

test('where not even a deletion finds room, it is said so, and the next one goes on', async () => {
  const { store: full } = await store()
  await put(full, 'a', { n: 1 })
  const disk = failingPuts('log')
  await expect(write(full, 'a', { alive: false })).rejects.toMatchObject(quota)
  expect(await fieldsOf(full, keyOf('a'))).toEqual({ n: 1 })
  disk.isFull = () => false
  await write(full, 'a', { alive: false })
  expect((await full.commitsAfter(0)).map(({ seq }) => seq)).toEqual([1, 2])
})

test('a decision that found no room is no decision', async () => {
  const { store: full, told } = await store()
  const disk = failingPuts('sites')
  const decide = () => full.decide(tx => tx.objectStore('sites').put({ origin: 'https://a.test' }), { bump: true })
  await expect(decide().catch(wireError)).resolves.toMatchObject(quota)
  expect(told).toEqual([true])
  disk.isFull = () => false
  await decide()
  expect(await full.sites()).toHaveLength(1)
  let epoch = 0
  await full.decide(async (_tx, head) => {
    epoch = head.epoch
  })
  expect(epoch).toBe(1)
})

test('a browser’s own refusal is survived as well', async () => {
  await inBucketOf(2_000_000)
  const { store: full, clock } = await store() // which is told of plenty
  await put(full, 'a', { n: 1 })
  const big = Array.from({ length: 20 }, (_, i) => put(full, `big${i}`, { big: noise(500_000) }))
  const outcomes = await Promise.allSettled(big)
  expect(outcomes.map(outcome => 'reason' in outcome && outcome.reason.code)).toEqual(Array(20).fill('quota'))
  expect(await fieldsOf(full, keyOf('a'))).toEqual({ n: 1 })
  await write(full, 'a', { alive: false })
  clock.time += 10_000
  await put(full, 'b', { n: 2 })
  expect((await full.commitsAfter(0)).map(({ ops }) => ops[0]?.id)).toEqual(['a', 'a', 'b'])
})

/** Whatever is opened by this test stands in a bucket with so much room, and the browser keeps to it. */
async function inBucketOf(quota: number): Promise<void> {
  const { storageBuckets } = navigator as unknown as { storageBuckets: Buckets }
  const name = `small-${crypto.randomUUID()}`
  const bucket = await storageBuckets.open(name, { quota })
  const own = Object.getOwnPropertyDescriptor(window, 'indexedDB') as PropertyDescriptor
  Object.defineProperty(window, 'indexedDB', { value: bucket.indexedDB, configurable: true })
  onTestFinished(async () => {
    Object.defineProperty(window, 'indexedDB', own)
    await storageBuckets.delete(name)
  })
}
interface Buckets {
  open(name: string, options: { quota: number }): Promise<{ indexedDB: IDBFactory }>
  delete(name: string): Promise<void>
}

/** So much text that is not made smaller on its way to the disk. */
function noise(length: number): string {
  const bytes = new Uint8Array(length)
  for (let i = 0; i < length; i += 65_536) crypto.getRandomValues(bytes.subarray(i, i + 65_536))
  return Array.from(bytes, byte => String.fromCharCode(32 + (byte % 90))).join('')
}
