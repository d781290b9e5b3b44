/** What a hostile page might say: calls as they should be, calls with something wrong in them, and anything else. */
import fc from 'fast-check'

const evil = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'length',
  '_rev',
  '_x',
  '$where',
  '$regex',
  '',
  '\u202e',
  '\ud800',
]
const name = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('text', 'title', 'tags', 'body', 'a.b', 'tags.0') },
  { weight: 1, arbitrary: fc.constantFrom(...evil) },
)
const id = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'c', 'd') },
  { weight: 1, arbitrary: fc.constantFrom(...evil, 'x'.repeat(257), '\u0000') },
)
const collection = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('notes', 'documents') },
  { weight: 1, arbitrary: fc.constantFrom('contacts', 'tasks', 'com.example.secret', 'constructor', ...evil) },
)

const leaf = fc.oneof(
  fc.constantFrom(
    null,
    true,
    false,
    0,
    -0,
    1,
    -1,
    1e308,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    undefined,
    '',
    'x',
    ...evil,
  ),
  fc.integer(),
  fc.string({ maxLength: 12, unit: 'binary' }),
)
const { json, wild } = fc.letrec<{ json: unknown; wild: unknown }>(tie => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: false },
    leaf,
    fc.array(tie('json'), { maxLength: 4 }),
    // Own properties, whatever they are called.
    fc.array(fc.tuple(name, tie('json')), { maxLength: 4 }).map(entries => Object.fromEntries(entries)),
  ),
  /** What structured cloning carries and JSON does not. */
  wild: fc.oneof(
    { depthSize: 'small' },
    tie('json'),
    fc.uint8Array({ maxLength: 40 }),
    fc.bigInt().map(value => value),
    fc.date({ noInvalidDate: false }),
    fc.array(fc.tuple(name, tie('wild')), { maxLength: 3 }).map(entries => new Map(entries)),
    fc.array(tie('wild'), { maxLength: 3 }).map(items => new Set(items)),
    fc.array(tie('wild'), { maxLength: 3 }),
    fc.constantFrom(/x/g, new Error('x'), 'x'.repeat(70_000)),
  ),
}))

const record = fc
  .tuple(fc.option(id, { nil: undefined }), fc.array(fc.tuple(name, json), { maxLength: 4 }), fc.boolean())
  .map(([id, entries, hasRev]) => ({ ...Object.fromEntries(entries), ...(id && { id }), ...(hasRev && { _rev: 'x' }) }))
const condition = fc.oneof(
  json,
  fc
    .tuple(
      fc.constantFrom(
        '$eq',
        '$ne',
        '$gt',
        '$lte',
        '$in',
        '$nin',
        '$exists',
        '$not',
        '$all',
        '$elemMatch',
        '$size',
        '$type',
        '$regex',
      ),
      json,
    )
    .map(entry => Object.fromEntries([entry])),
)
const selector = fc.oneof(
  fc.array(fc.tuple(name, condition), { maxLength: 3 }).map(entries => Object.fromEntries(entries)),
  fc
    .tuple(fc.constantFrom('$and', '$or', '$nor', '$not', '$where'), fc.array(json, { maxLength: 3 }))
    .map(entry => Object.fromEntries([entry])),
)
const query = fc.record(
  {
    selector,
    sort: fc.array(
      fc.oneof(
        name,
        fc.tuple(name, fc.constantFrom('asc', 'desc')).map(e => Object.fromEntries([e])),
      ),
      { maxLength: 3 },
    ),
    limit: fc.oneof(fc.integer({ min: 1, max: 20 }), leaf),
    fields: fc.array(name, { maxLength: 3 }),
    cursor: fc.string({ maxLength: 40 }),
  },
  { requiredKeys: [] },
)
const ifRev = fc.constantFrom(undefined, undefined, null, 'x')
const operation = fc.oneof(
  fc.record({ op: fc.constant('put'), record, ifRev }),
  fc.record({ op: fc.constant('patch'), id, fields: record, remove: fc.array(name, { maxLength: 2 }) }),
  fc.record({ op: fc.constant('delete'), id, ifRev }),
)
const scope = fc.record({
  collection,
  access: fc.subarray(['read', 'create', 'update', 'delete'], { minLength: 1 }),
  fields: fc.oneof(fc.constant('*'), fc.array(name, { maxLength: 3 })),
  records: fc.constantFrom('all', 'own', 'picked'),
})

const params: Record<string, fc.Arbitrary<object>> = {
  'permissions.query': fc.record({ scopes: fc.array(scope, { maxLength: 2 }) }, { requiredKeys: [] }),
  'permissions.request': fc.record(
    { scopes: fc.array(scope, { maxLength: 2 }), reason: fc.string() },
    { requiredKeys: [] },
  ),
  get: fc.record({ collection, id }),
  getMany: fc.record({ collection, ids: fc.array(id, { maxLength: 5 }) }),
  find: fc.record({ collection, query }),
  count: fc.record({ collection, selector }),
  put: fc.record({ collection, record, ifRev }),
  patch: fc.record({ collection, id, fields: record, remove: fc.array(name, { maxLength: 2 }) }),
  delete: fc.record({ collection, id, ifRev }),
  batch: fc.record({ collection, operations: fc.array(operation, { maxLength: 4 }) }),
  watch: fc.record({ collection, query }),
  'text.read': fc.record({ collection, id, field: name }),
  'text.push': fc.record({ collection, id, field: name, update: fc.uint8Array({ maxLength: 60 }) }),
  'text.watch': fc.record({ collection, id, field: name }),
}
const methods = Object.keys(params)

const n = fc.oneof(
  { weight: 30, arbitrary: fc.constant('next' as const) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 2_000 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(0, -1, 1.5, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER + 1, Number.NaN, '1', null),
  },
)
const valid = fc
  .constantFrom(...methods)
  .chain(method => fc.record({ n, method: fc.constant(method), params: params[method] as fc.Arbitrary<unknown> }))

/** One thing of it replaced, added or taken away, anywhere. */
const mutated = fc
  .tuple(valid, fc.nat(), wild, name, fc.constantFrom('set', 'add', 'drop'))
  .map(([call, seed, value, key, how]) => {
    const places: Record<string, unknown>[] = []
    const walk = (node: unknown) => {
      if (typeof node !== 'object' || node === null || ArrayBuffer.isView(node)) return
      places.push(node as Record<string, unknown>)
      for (const child of Object.values(node)) walk(child)
    }
    const copy = structuredClone(call)
    walk(copy)
    const place = places[seed % places.length] as Record<string, unknown>
    const keys = Object.keys(place)
    const at = keys[seed % Math.max(1, keys.length)] ?? key
    if (Array.isArray(place) && [at, key].includes('length')) return copy
    if (how === 'drop') delete place[at]
    else
      Object.defineProperty(place, how === 'set' ? at : key, {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      })
    return copy
  })
const call = fc.oneof(
  { weight: 6, arbitrary: valid },
  { weight: 6, arbitrary: mutated },
  {
    weight: 1,
    arbitrary: fc.record(
      { n, method: fc.oneof(name, fc.constantFrom(...methods)), params: wild, at: fc.oneof(fc.string(), leaf) },
      { requiredKeys: [] },
    ),
  },
  { weight: 1, arbitrary: wild },
)

/** A message: one call, mostly, so that what is wrong with one does not save the next one. */
export const message = fc.oneof(
  { weight: 12, arbitrary: call.map(call => ({ calls: [call], aborts: [], settled: 0 })) },
  {
    weight: 1,
    arbitrary: fc.record(
      {
        calls: fc.array(call, { maxLength: 4 }),
        aborts: fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 3 }),
        settled: fc.oneof(fc.integer({ min: -1, max: 50 }), leaf),
      },
      { requiredKeys: [] },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record(
      { calls: wild, aborts: wild, settled: wild, gestures: wild, more: wild },
      { requiredKeys: [] },
    ),
  },
  { weight: 1, arbitrary: wild },
)
