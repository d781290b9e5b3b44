import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs'
import { deleteRecord } from '../../lib/broker/calls/delete.ts'
import { patch } from '../../lib/broker/calls/patch.ts'
import { put } from '../../lib/broker/calls/put.ts'
import { findRecords } from '../../lib/broker/calls/reads.ts'
import { pushText, readText } from '../../lib/broker/calls/text.ts'
import { watchRecords } from '../../lib/broker/calls/watch-records.ts'
import { watchText } from '../../lib/broker/calls/watch-text.ts'
import type { Context } from '../../lib/broker/context.ts'
import { Edits } from '../../lib/broker/edits.ts'
import { Ledger } from '../../lib/broker/ledger.ts'
import { type Watch, Watches } from '../../lib/broker/watches.ts'
import type { Json } from '../../lib/protocol/api.ts'
import { BrokerError } from '../../lib/protocol/errors.ts'
import type { GrantPart, RecordKey, Store } from '../../lib/store/index.ts'
import { open, retextOp } from './open.ts'
import { runs } from './runs.ts'
import { siteOn, target } from './site.ts'
import { type Told, ToldRecords, ToldText } from './told.ts'

const numRuns = runs(100, 3_000)

const id = fc.constantFrom('r1', 'r2', 'r3')
const number = fc.nat({ max: 2 })
const words = fc.constantFrom('', 'x', 'xy', 'a longer text')
const fields = fc.record(
  { a: fc.oneof<fc.Arbitrary<Json>[]>(number, fc.constant({ x: 1 })), b: number, body: words, note: words },
  { requiredKeys: [] },
)
/** By whom: the owner, a site that may do everything, one that sees its own records alone, or one of those that watch. */
const by = fc.constantFrom('owner', 'all', 'own', 0, 1, 2)
const write = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('put' as const), by, id, fields }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('patch' as const), by, id, fields }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), by, id }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('restore' as const), id }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('retext' as const), id, field: fc.constantFrom('body', 'note'), words }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('push' as const), by, id }) },
)
type Write = typeof write extends fc.Arbitrary<infer T> ? T : never

const view = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Partial<GrantPart>[]>([{}]) },
  {
    weight: 5,
    arbitrary: fc.constantFrom<Partial<GrantPart>[]>(
      [{ access: ['read'] }],
      [{ fields: ['a', 'body'] }],
      [{ fields: ['b', 'note'] }],
      [{ records: 'own' }],
      [{ records: 'picked', picked: ['r1', 'r2'] }],
      [{ fields: ['a'] }, { records: 'own' }],
      [{ fields: ['b'] }, { records: 'picked', picked: ['r1'], fields: ['a', 'body'] }],
    ),
  },
)
const selector = fc.oneof(
  { weight: 1, arbitrary: fc.constant<object>({}) },
  {
    weight: 3,
    arbitrary: fc.constantFrom<object>(
      { a: 1 },
      { a: { x: 1 } },
      { 'a.x': 1, b: { $in: [0, 1] } },
      { a: { $in: [1, 2] } },
      { a: { $gte: 1, $lt: 3 } },
      { b: { $gt: 1 } },
      { a: { $gte: 0 }, b: { $lte: 2 } },
      { $or: [{ a: 1 }, { b: 2 }] },
      { b: { $exists: false } },
      { a: { $ne: 1 } },
      { id: { $in: ['r1', 'r3'] } },
      { body: 'x' },
      { note: { $gt: 'x' } },
    ),
  },
)
const sometimes = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined, freq: 3 })
const query = fc
  .record({
    selector,
    sort: sometimes(fc.constantFrom<object[]>([{ a: 'desc' }], ['b'], [{ body: 'asc' }, { b: 'desc' }])),
    limit: fc.option(fc.constantFrom(1, 2), { nil: undefined, freq: 1 }),
    fields: sometimes(fc.constantFrom(['a'], ['b', 'body'], [])),
  })
  .map(all => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)))

const which = fc.nat({ max: 3 })
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('write' as const),
      writes: fc.array(write, { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'look' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'overtake' as const }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('drop' as const), which, lost: fc.nat({ max: 2 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('resume' as const), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('grant' as const), which, parts: view }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('revoke' as const), which }) },
)

test(
  'whatever is written, granted and interrupted: a watch tells what there is, and nothing twice',
  async () => {
    const seen = { change: 0, snapshot: 0, update: 0, state: 0, end: 0, resumed: 0 }
    await fc.assert(
      fc.asyncProperty(
        fc.array(query, { minLength: 3, maxLength: 3 }),
        fc.array(view, { minLength: 4, maxLength: 4 }),
        fc.constantFrom('body', 'note'),
        fc.array(step, { minLength: 10, maxLength: 30, size: 'max' }),
        async (queries, views, field, steps) => {
          const { pages, write, store } = await begin(queries, views, field)
          for (const page of pages) page.resume()
          for (const step of steps) {
            const page = 'which' in step ? pages[step.which] : undefined
            if (step.do === 'write') await Promise.all(step.writes.map(write))
            if (step.do === 'look') for (const one of pages) await one.look()
            if (step.do === 'overtake') for (const one of pages) one.overtake()
            if (step.do === 'drop') page?.drop(step.lost)
            if (step.do === 'resume') page?.resume()
            if (step.do === 'grant') page?.grant(step.parts)
            if (step.do === 'revoke') page?.grant(null)
          }
          for (const page of pages) page.resume()
          for (const page of pages) await page.look()
          for (const page of pages) for (const [what, count] of Object.entries(page.seen)) seen[what as 'end'] += count
          for (const page of pages) page.drop(0)
          store.close()
        },
      ),
      { numRuns },
    )
    // The steps must not drift to where nothing is told.
    for (const [what, count] of Object.entries(seen)) expect([what, count >= numRuns / 4]).toEqual([what, true])
  },
  numRuns * 1_000,
)

type Site = ReturnType<typeof siteOn>

async function begin(queries: object[], views: Partial<GrantPart>[][], field: string) {
  const watches = new Watches()
  const places = new Map([['', 0]])
  const store = await open(undefined, {
    isWatched: (space, collection) => watches.isWatched(space, collection),
    onGroup: event => {
      places.set(event.at, event.n)
      watches.group(event)
    },
  })
  const ledger = new Ledger({ now: Date.now, write: async () => {}, rowOf: origin => ({ origin }), counted() {} })
  const site = (parts: Partial<GrantPart>[], name: string) =>
    siteOn(store, parts, watches, `https://${name}.test`, ledger)
  const placeOf = (at: string) => places.get(at) ?? Number.NaN
  const pages = views.map((parts, i) => {
    const { [i]: query } = queries
    const kind = query ? records(query, placeOf) : text(field, placeOf)
    return new Page(site(parts, `w${i}`), watches, kind)
  })
  const sites = { all: site([{}], 'all'), own: site([{ records: 'own' }], 'own') }
  const edits = new Edits({ store, watches, room: { take() {} } } as unknown as Context)
  const siteBy = (name: string | number): Site =>
    typeof name === 'number' ? (pages[name] as Page).site : sites[name as 'all']
  const writeNow = async (one: Write): Promise<unknown> => {
    if (one.do === 'restore') return edits.restore('documents', one.id)
    if (one.do === 'retext') return retextHere(store, one.id, one.field, one.words)
    if (one.by === 'owner') {
      if (one.do === 'delete') return edits.delete('documents', one.id)
      if (one.do === 'push') return retextHere(store, one.id, 'note', 'by the owner')
      return edits.edit({ collection: 'documents', id: one.id, rev: '', set: one.fields, remove: ['b'] })
    }
    const by = siteBy(one.by)
    if (one.do === 'delete') return deleteRecord(by.call(), { ...target, id: one.id })
    if (one.do === 'push') return pushText(by.call(), { ...target, id: one.id, field, update: anUpdate(field) })
    if (one.do === 'patch') return patch(by.call(), { ...target, id: one.id, fields: one.fields, remove: [] })
    return put(by.call(), { ...target, record: { id: one.id, ...one.fields } })
  }
  const refused = (error: unknown) => {
    if (!(error instanceof BrokerError)) throw error
  }
  const write = (one: Write) =>
    Promise.resolve()
      .then(() => writeNow(one))
      .catch(refused)
  // A place in the log to go on from.
  await put(sites.all.call(), { ...target, record: { id: 'r1', a: 1, b: 1, body: 'x' } })
  return { pages, write, store }
}

function anUpdate(field: string): Uint8Array {
  const doc = new Doc()
  doc.getText(field).insert(0, 'p')
  return encodeStateAsUpdate(doc)
}

/** The owner types, in a record that is there. */
function retextHere(store: Store, id: string, field: string, next: string): Promise<unknown> {
  const key: RecordKey = [store.identity.space, 'documents', id]
  const author = { owner: true } as const
  return store.write({
    space: key[0],
    author,
    keys: [key],
    apply(group) {
      const record = group.get(key)
      const isString = !record?.has(field) || typeof record.value(field) === 'string'
      if (record?.alive && isString && next !== (record.value(field) ?? ''))
        group.commit(key[0], author, [retextOp(group, key, next, field)])
    },
  })
}

interface Kind {
  start(site: Site, at: string | undefined): Promise<unknown>
  fresh(): Told
  check(site: Site, told: Told): Promise<void>
}

function records(query: object, placeOf: (at: string) => number): Kind {
  const limited = 'limit' in query
  return {
    start: (site, at) => watchRecords({ ...site.call(), at }, { ...target, query }),
    fresh: () => new ToldRecords(placeOf, limited),
    async check(site, told) {
      const { records } = (await findRecords(site.call(), { ...target, query })) as { records: never[] }
      expect((told as ToldRecords).records).toEqual(ToldRecords.asFound(records, limited))
    },
  }
}

function text(field: string, placeOf: (at: string) => number): Kind {
  const here = { ...target, id: 'r1', field }
  return {
    start: (site, at) => watchText({ ...site.call(), at }, here),
    fresh: () => new ToldText(placeOf, field),
    async check(site, told) {
      const doc = new Doc()
      applyUpdate(doc, (await readText(site.call(), here)) as Uint8Array)
      expect((told as ToldText).text).toBe(doc.getText(field).toString())
    },
  }
}

/** A page with one watch, which comes and goes. */
class Page {
  readonly site: Site
  readonly seen = { change: 0, snapshot: 0, update: 0, state: 0, end: 0, resumed: 0 }
  readonly #watches: Watches
  readonly #kind: Kind
  #told: Told
  #isHere = false
  #isGranted = true
  #visits = 0

  constructor(site: Site, watches: Watches, kind: Kind) {
    this.site = site
    this.#watches = watches
    this.#kind = kind
    this.#told = kind.fresh()
  }

  /** As the page does when it is back: it goes on from the last event that has reached it. */
  resume(): void {
    if (this.#isHere) return
    if (this.#told.isOver) this.#told = this.#kind.fresh()
    if (this.#told.at !== undefined) this.seen.resumed++
    this.#isHere = true
    const visit = ++this.#visits
    this.#kind.start(this.site, this.#told.at).catch(() => {
      // What was refused is over, as the page is told.
      if (this.#isHere && visit === this.#visits)
        this.site.events.push({ watch: 0, event: { type: 'end', error: {} as never } })
    })
  }

  /** The background has died, and with it the events that were under way. */
  drop(lost: number): void {
    if (!this.#isHere) return
    this.site.stop()
    this.site.events.splice(Math.max(0, this.site.events.length - lost), lost)
    this.#take()
    this.#isHere = false
  }

  grant(parts: Partial<GrantPart>[] | null): void {
    if (parts) this.site.regrant(parts)
    else this.site.revoke()
    this.#isGranted = parts !== null
    this.#told.mayBeTold = true
    this.#watches.recheck(this.site.call().access.origin)
  }

  /** Another instance of the background may have written. */
  overtake(): void {
    this.#told.mayBeTold = true
    if (this.#isHere) for (const watch of this.site.document.watches.values()) (watch as unknown as Watch).refresh()
  }

  /** At a quiet moment: the page knows what a query answers. */
  async look(): Promise<void> {
    if (!this.#isHere) return
    await this.site.quiet()
    this.#take()
    if (this.#told.isOver) {
      this.#isHere = false
      return
    }
    expect(this.#isGranted).toBe(true)
    await this.#kind.check(this.site, this.#told)
    this.#told.mayBeTold = false
  }

  #take(): void {
    for (const message of this.site.events.splice(0)) {
      this.seen[message.event.type]++
      this.#told.take(message)
    }
  }
}
