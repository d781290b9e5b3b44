import { expect, test } from 'vitest'
import { watchRecords } from '../../lib/broker/calls/watch-records.ts'
import { watchText } from '../../lib/broker/calls/watch-text.ts'
import { Ledger } from '../../lib/broker/ledger.ts'
import { type Watch, Watches } from '../../lib/broker/watches.ts'
import type { CompiledQuery } from '../../lib/query/index.ts'
import type { RecordKey, Store } from '../../lib/store/index.ts'
import { open, site as origin, put, retext } from './open.ts'
import { siteOn, target } from './site.ts'

/** Counts how often a record is held against a query. */
class CountingWatches extends Watches {
  looks = 0

  override add(watch: Watch): void {
    super.add(watch)
    if (!('selector' in watch.looksAt)) return
    const query = watch.looksAt as unknown as CompiledQuery
    const { matches } = query
    query.matches = (record, check) => {
      this.looks++
      return matches(record, check)
    }
  }
}

async function begin() {
  const watches = new CountingWatches()
  const store = await open(undefined, {
    isWatched: (space, collection) => watches.isWatched(space, collection),
    onGroup: event => watches.group(event),
  })
  const ledger = new Ledger({ now: Date.now, write: async () => {}, rowOf: origin => ({ origin }), counted() {} })
  return { store, watches, site: siteOn(store, [{}], watches, origin, ledger) }
}

const putHere = (store: Store, id: string, set: Parameters<typeof put>[2]) => put(store, id, set, keysOf(store, id))
const keysOf = (store: Store, id: string) => ({ keys: [[store.identity.space, 'documents', id] as RecordKey] })

test.each<[string, (i: number) => object]>([
  ['values', i => ({ list: Math.floor(i / 3) })],
  ['values of a kind', i => ({ kind: 'task', list: { $in: [Math.floor(i / 3), -1] } })],
  ['ranges', i => ({ $and: [{ list: { $gte: Math.floor(i / 3) } }, { list: { $lt: Math.floor(i / 3) + 1 } }] })],
  ['what is limited', i => ({ kind: 'task', list: Math.floor(i / 3) })],
])('a write is looked at by the 3 of 999 watches that it concerns, which ask for %s', async (what, selectorOf) => {
  const { store, watches, site } = await begin()
  const query = (i: number) => ({ selector: selectorOf(i), ...(what === 'what is limited' ? { limit: 5 } : {}) })
  for (let i = 0; i < 999; i++) await watchRecords(site.call(), { ...target, query: query(i) })
  site.events.length = watches.looks = 0

  await putHere(store, 'a', { kind: 'task', list: 100 })
  await site.quiet()
  expect(site.events.map(({ watch }) => watch)).toEqual([301, 302, 303])
  // The limited ones look at the whole once more, which is one record.
  expect(watches.looks).toBeLessThanOrEqual(6)

  site.events.length = watches.looks = 0
  await putHere(store, 'a', { kind: 'task', list: 200 })
  await site.quiet()
  expect(site.events.map(({ watch }) => watch)).toEqual([301, 302, 303, 601, 602, 603])
  expect(watches.looks).toBeLessThanOrEqual(18)

  site.events.length = watches.looks = 0
  await putHere(store, 'b', { kind: 'note', other: 1 })
  await site.quiet()
  expect([site.events, watches.looks]).toEqual([[], 0])
  expect(watches.isWatched(store.identity.space, 'documents')).toBe(true)
  site.stop()
  expect(watches.isWatched(store.identity.space, 'documents')).toBe(false)
})

test('what one view shows to many watches is made once', async () => {
  const { store, site } = await begin()
  for (let i = 0; i < 5; i++) await watchRecords(site.call(), { ...target, query: {} })
  site.events.length = 0
  await putHere(store, 'a', { list: 1 })
  const told = site.events.flatMap(({ event }) => (event.type === 'change' ? event.changes : []))
  expect(told.length).toBe(5)
  expect(new Set(told.map(({ record }) => record)).size).toBe(1)
})

test('a text is told to those who have it open', async () => {
  const { store, watches, site } = await begin()
  await putHere(store, 'a', { body: 'one', other: 'two' })
  for (const [id, field] of [
    ['a', 'body'],
    ['a', 'other'],
    ['b', 'body'],
    ['a', 'body'],
  ] as const) {
    await watchText(site.call(), { ...target, id, field })
  }
  site.events.length = 0
  await retext(store, 'a', 'one and more', 'body', keysOf(store, 'a'))
  expect(site.events.map(({ watch }) => watch)).toEqual([1, 4])
  const { space } = store.identity
  expect(watches.hasText([space, 'documents', 'a'], 'body')).toBe(true)
  expect(watches.hasText([space, 'documents', 'b'], 'other')).toBe(false)
  site.stop()
  expect(watches.hasText([space, 'documents', 'a'], 'body')).toBe(false)
})
