/** Random queries on a real store, with and without indexes, against the contract's plain evaluator. */
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { count, findRecords } from '../../lib/broker/calls/reads.ts'
import { Ledger } from '../../lib/broker/ledger.ts'
import type { Json, Query } from '../../lib/protocol/api.ts'
import type { RecordKey, Store } from '../../lib/store/index.ts'
import { hasLoneNot, json, path, selector } from '../oracle/arbitraries.ts'
import { answer, type Obj } from '../oracle/contract.ts'
import { open, put, retext, write } from './open.ts'
import { runs } from './runs.ts'
import { siteOn, target } from './site.ts'

type Item = Obj & { id: string }
type Model = Map<string, Item>

const long = 'long '.repeat(200)
const names = ['a', 'b', '0', '10']
const field = fc.constantFrom(...names)
const fields = fc.dictionary(
  field,
  fc.oneof({ weight: 9, arbitrary: json }, { weight: 1, arbitrary: fc.constant(long) }),
)
const id = fc.integer({ min: 0, max: 60 }).map(n => `r${n}`)

const change = fc.oneof(
  { weight: 5, arbitrary: fc.record({ what: fc.constant('put' as const), id, fields }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('delete' as const), id }) },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constant('text' as const), id, text: fc.constantFrom('', 'a', 'b', long) }),
  },
)
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never

const order = fc.array(
  fc
    .tuple(fc.oneof(path, field), fc.constantFrom('asc' as const, 'desc' as const))
    .map(([name, way]) => ({ [name]: way })),
  { maxLength: 2 },
)
const query = fc.record({
  selector: selector.filter(one => !hasLoneNot(one)),
  sort: order,
  limit: fc.integer({ min: 1, max: 30 }),
})
const indexed = fc.uniqueArray(fc.constantFrom('a', 'b', '0', '10', 'a.b', 'b.a', 'a.0', ''), { maxLength: 5 })

const keyIn = (store: Store, name: string): RecordKey => [store.identity.space, 'documents', name]

/** One write, and what it makes of the records. */
async function carryOut(store: Store, model: Model, one: Change): Promise<void> {
  const at = { keys: [keyIn(store, one.id)] }
  if (one.what === 'put') {
    const set = Object.fromEntries(Object.entries(one.fields))
    // Of an earlier life under the same id, too.
    const remove = names.filter(name => !Object.hasOwn(set, name))
    model.set(one.id, { ...set, id: one.id })
    await write(store, one.id, { set, remove, alive: true }, at)
  } else if (one.what === 'delete') {
    if (!model.delete(one.id)) return
    await write(store, one.id, { alive: false }, at)
  } else {
    const known = model.get(one.id)
    if (!known) return
    model.set(one.id, { ...known, b: one.text })
    if (typeof known.b !== 'string') await write(store, one.id, { set: { b: one.text } }, at)
    else await retext(store, one.id, one.text, 'b', at)
  }
}

async function addIndex(store: Store, name: string): Promise<void> {
  for (let i = 0; i < 3; i++) store.indexes.wish(store.identity.space, 'documents', name)
  await store.decide(async () => {}) // what has been wished for stands in the queue before this
}

/** It notes nothing: a store is closed sooner than its ledger would write. */
const quiet = new Ledger({ now: Date.now, write: async () => {}, rowOf: origin => ({ origin }), counted() {} })
const siteOf = (store: Store) => siteOn(store, undefined, undefined, undefined, quiet)

/** All pages of an answer. */
async function pagesOf(store: Store, asked: Query): Promise<Item[]> {
  const site = siteOf(store)
  const found: Item[] = []
  let cursor: string | undefined
  do {
    const page = (await findRecords(site.call(), {
      ...target,
      query: { ...asked, ...(cursor === undefined ? {} : { cursor }) },
    })) as { records: (Item & { _rev: string })[]; cursor?: string }
    expect(page.records.length).toBeLessThanOrEqual(asked.limit ?? 1_000)
    found.push(...page.records.map(({ _rev, ...record }) => record as unknown as Item))
    cursor = page.cursor
  } while (cursor !== undefined)
  return found
}

/** Equal for equal records, in whatever order their members were written. */
const textOf = (records: Item[]): string =>
  JSON.stringify(records, (_name, value) =>
    value && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )

const tight = { records: 7, time: 0 }

test('queries answer what the contract says, whatever index there is, a page at a time', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(change, { minLength: 20, maxLength: 80 }),
      indexed,
      fc.array(fc.tuple(query, fc.array(change, { maxLength: 4 })), { minLength: 5, maxLength: 5 }),
      async (changes, indexes, rounds) => {
        const store = await open(undefined, { pace: tight })
        const model: Model = new Map()
        for (const one of changes.slice(0, 10)) await carryOut(store, model, one)
        // Some are built beside what is written, some have been whole before.
        for (const name of indexes) await addIndex(store, name)
        for (const one of changes.slice(10)) await carryOut(store, model, one)
        await store.indexes.settle()
        for (const [asked, more] of rounds) {
          const expected = answer(asked, [...model.values()])
          expect(textOf(await pagesOf(store, asked as Query))).toBe(textOf(expected))
          const site = siteOf(store)
          expect(await count(site.call(), { ...target, selector: asked.selector })).toBe(expected.length)
          for (const one of more) await carryOut(store, model, one)
        }
        store.close()
      },
    ),
    { numRuns: runs(25, 4_000), endOnFailure: true },
  )
})

test('a query shows one moment, whatever is written while it goes on', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(change, { minLength: 40, maxLength: 80 }),
      indexed,
      query,
      fc.array(change, { minLength: 1, maxLength: 15 }),
      async (changes, indexes, asked, meanwhile) => {
        const store = await open(undefined, { pace: tight })
        const model: Model = new Map()
        for (const one of changes) await carryOut(store, model, one)
        for (const name of indexes) await addIndex(store, name)
        await store.indexes.settle()
        const moments = [answer(asked, [...model.values()]).slice(0, asked.limit)]
        const site = siteOf(store)
        const finding = findRecords(site.call(), { ...target, query: asked })
        for (const one of meanwhile) {
          await carryOut(store, model, one)
          moments.push(answer(asked, [...model.values()]).slice(0, asked.limit))
        }
        const { records } = (await finding) as { records: (Item & { _rev: string })[] }
        expect(moments.map(textOf)).toContain(textOf(records.map(({ _rev, ...record }) => record as unknown as Item)))
        store.close()
      },
    ),
    { numRuns: runs(25, 1_000), endOnFailure: true },
  )
})

describe('pages', () => {
  const numbered = (store: Store, count: number, set: (i: number) => Record<string, Json>) =>
    Promise.all(
      Array.from({ length: count }, (_, i) => {
        const name = `r${String(i).padStart(4, '0')}`
        return put(store, name, set(i), { keys: [keyIn(store, name)] })
      }),
    )

  it.each(['asc', 'desc'] as const)('of half a collection with one value go on where they were, %s', async way => {
    const store = await open(undefined, { pace: { records: 50, time: 0 } })
    await numbered(store, 600, i => (i % 3 === 0 ? { done: false, i } : { done: true, i }))
    await addIndex(store, 'done')
    await store.indexes.settle()
    const all = await pagesOf(store, { sort: [{ done: way }], limit: 70 })
    const half = (done: boolean) => Array.from({ length: 600 }, (_, i) => i).filter(i => (i % 3 !== 0) === done)
    const expected = way === 'asc' ? [...half(false), ...half(true)] : [...half(true), ...half(false)]
    expect(all.map(({ i }) => i)).toEqual(expected)
  })

  it('end where they are full, and go on there', async () => {
    const store = await open()
    await numbered(store, 40, i => ({ i, text: 'x'.repeat(1_000_000) }))
    const site = siteOf(store)
    const first = (await findRecords(site.call(), { ...target, query: {} })) as { records: Item[]; cursor?: string }
    expect(first.records).toHaveLength(16)
    expect(first.cursor).toBeTypeOf('string')
    expect((await pagesOf(store, { sort: [{ i: 'desc' }] })).map(({ i }) => i)).toEqual(
      Array.from({ length: 40 }, (_, i) => 39 - i),
    )
  })
})
