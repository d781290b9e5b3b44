import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Json } from '../../lib/protocol/api.ts'
import { collate, compileSelector } from '../../lib/query/index.ts'

/**
 * The contract's "Queries" once more, written for plainness and from its text alone. It shares no code with the
 * implementation, so that a mistake must be made twice to pass.
 */
type Obj = { [name: string]: Json }
const MISSING = Symbol('missing')
type Value = Json | typeof MISSING

const RANKS = ['null', 'boolean', 'number', 'string', 'array', 'object']
const kind = (v: Value) => (v === null ? 'null' : Array.isArray(v) ? 'array' : typeof v)
const isObject = (v: Value): v is Obj => kind(v) === 'object'

function parts(v: Json): Json[] {
  if (Array.isArray(v)) return v
  if (!isObject(v)) throw new Error('neither array nor object')
  const names = Object.keys(v).sort()
  return names.flatMap(name => [name, v[name] as Json])
}

function order(a: Json, b: Json): number {
  const ranks = RANKS.indexOf(kind(a)) - RANKS.indexOf(kind(b))
  if (ranks !== 0) return ranks
  if (a === null || b === null) return 0
  if (typeof a !== 'object' || typeof b !== 'object') return a < b ? -1 : a > b ? 1 : 0
  const as = parts(a)
  const bs = parts(b)
  for (let i = 0; i < Math.min(as.length, bs.length); i++) {
    const o = order(as[i]!, bs[i]!)
    if (o !== 0) return o
  }
  return as.length - bs.length
}

const same = (a: Value, b: Json) => a !== MISSING && order(a, b) === 0

function lookUp(v: Json, path: string[]): Value {
  const [head, ...rest] = path
  if (head === undefined) return v
  if (Array.isArray(v)) return /^(0|[1-9][0-9]*)$/.test(head) && +head < v.length ? lookUp(v[+head]!, rest) : MISSING
  if (isObject(v)) return Object.keys(v).includes(head) ? lookUp(v[head]!, rest) : MISSING
  return MISSING
}

function holds(selector: Obj, record: Obj): boolean {
  for (const [name, arg] of Object.entries(selector)) {
    const list = Array.isArray(arg) ? (arg as Obj[]) : []
    if (name === '$and' && list.filter(s => !holds(s, record)).length > 0) return false
    if (name === '$or' && list.filter(s => holds(s, record)).length === 0) return false
    if (name === '$nor' && list.filter(s => holds(s, record)).length > 0) return false
    if (name === '$not' && holds(arg as Obj, record)) return false
    if (!name.startsWith('$') && !suits(arg, lookUp(record, name.split('.')))) return false
  }
  return true
}

function suits(condition: Json, v: Value): boolean {
  if (!isObject(condition)) return same(v, condition)
  const names = Object.keys(condition)
  if (!names.some(n => n.startsWith('$'))) return same(v, condition)
  return names.every(name => answers(name, condition[name]!, v))
}

function answers(operator: string, arg: Json, v: Value): boolean {
  const list = Array.isArray(arg) ? arg : []
  if (operator === '$exists') return arg ? v !== MISSING : v === MISSING
  if (operator === '$not') return !suits(arg, v)
  if (operator === '$ne') return !same(v, arg)
  if (operator === '$nin') return !list.some(x => same(v, x))
  if (v === MISSING) return false
  if (operator === '$eq') return same(v, arg)
  if (operator === '$gt') return order(v, arg) > 0
  if (operator === '$gte') return order(v, arg) >= 0
  if (operator === '$lt') return order(v, arg) < 0
  if (operator === '$lte') return order(v, arg) <= 0
  if (operator === '$in') return list.some(x => same(v, x))
  if (operator === '$type') return kind(v) === arg
  if (!Array.isArray(v)) return false
  if (operator === '$size') return v.length === arg
  if (operator === '$all') return list.every(x => v.some(e => same(e, x)))
  if (operator === '$elemMatch' && isObject(arg)) {
    const [first] = Object.keys(arg)
    if (first && /^\$(?!and|or|nor|not)/.test(first)) return v.some(e => suits(arg, e))
    return v.some(e => isObject(e) && holds(arg, e))
  }
  throw new Error(operator)
}

const scalar = fc.constantFrom<Json>(null, false, true, -1, -0, 0, 1, 10, '', 'a', 'b', '\uffff', '😀')
const name = fc.constantFrom('a', 'b', 'length', '0', '9', '10', '!')
/** Few enough for two draws to be equal often. */
const composite = fc.constantFrom<Json>([], {}, ['a'], [0, 'a'], { a: 1 }, { b: 1, a: [] }, { a: [], b: 1 }, [{ a: 1 }])
const { json } = fc.letrec<{ json: Json }>(tie => ({
  json: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 4, arbitrary: scalar },
    { weight: 4, arbitrary: composite },
    { weight: 1, arbitrary: fc.array(tie('json'), { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.dictionary(name, tie('json'), { maxKeys: 3 }) },
  ),
}))

const path = fc.oneof(
  name,
  fc.constant('id'),
  fc.tuple(name, name).map(names => names.join('.')),
)
const { selector } = fc.letrec<{ selector: Obj; condition: Json; operators: Obj; elementOperators: Obj }>(tie => {
  const selectors = fc.array(tie('selector'), { maxLength: 3 })
  const plain = {
    $eq: json,
    $ne: json,
    $gt: json,
    $gte: json,
    $lt: json,
    $lte: json,
    $in: fc.array(json, { maxLength: 3 }),
    $nin: fc.array(json, { maxLength: 3 }),
    $all: fc.array(json, { maxLength: 2 }),
    $exists: fc.boolean(),
    $size: fc.nat({ max: 3 }),
    $type: fc.constantFrom(...RANKS),
  }
  const oneOf = (all: Record<string, fc.Arbitrary<Json>>) =>
    fc.oneof(...Object.entries(all).map(([operator, arg]) => arg.map(value => ({ [operator]: value }) as Obj)))
  const several = (operator: fc.Arbitrary<Obj>) =>
    fc.array(operator, { minLength: 1, maxLength: 2 }).map(list => Object.assign({}, ...list) as Obj)
  return {
    selector: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      { weight: 5, arbitrary: fc.dictionary(path, tie('condition'), { maxKeys: 2 }) },
      { weight: 1, arbitrary: oneOf({ $and: selectors, $or: selectors, $nor: selectors, $not: tie('selector') }) },
      {
        weight: 1,
        arbitrary: fc.tuple(path, tie('condition'), selectors).map(([field, c, list]) => ({ [field]: c, $or: list })),
      },
    ),
    condition: fc.oneof({ maxDepth: 4 }, { weight: 1, arbitrary: json }, { weight: 4, arbitrary: tie('operators') }),
    elementOperators: several(oneOf(plain)),
    operators: several(
      fc.oneof(
        { maxDepth: 4 },
        { weight: 8, arbitrary: oneOf(plain) },
        { weight: 1, arbitrary: oneOf({ $not: tie('condition') }) },
        { weight: 2, arbitrary: oneOf({ $elemMatch: fc.oneof(tie('selector'), tie('elementOperators')) }) },
      ),
    ),
  }
})
const record = fc.dictionary(name, json, { maxKeys: 5 }).map(fields => ({ id: 'a', ...fields }))

/** A lone `$not` in `$elemMatch` can be read two ways; which one is settled by a table, not here. */
function hasLoneNot(value: Json): boolean {
  if (Array.isArray(value)) return value.some(hasLoneNot)
  if (!isObject(value)) return false
  const { $elemMatch: match } = value
  if (match !== undefined && isObject(match) && Object.keys(match).join() === '$not') return true
  return Object.values(value).some(hasLoneNot)
}

test('selectors match what the contract says', () => {
  let matched = 0
  fc.assert(
    fc.property(selector, fc.array(record, { minLength: 5, maxLength: 5 }), (asked, records) => {
      fc.pre(!hasLoneNot(asked))
      const matches = compileSelector(asked)
      for (const one of records) {
        const expected = holds(asked, one)
        if (expected) matched += 1
        expect(matches(one)).toBe(expected)
      }
    }),
    { numRuns: 3_000 },
  )
  // Of 15,000: the generators must not drift to where all answers are alike.
  expect(matched).toBeGreaterThan(2_000)
  expect(matched).toBeLessThan(13_000)
})

test('the collation is the one that the contract says', () => {
  fc.assert(
    fc.property(json, json, (a, b) => {
      expect(Math.sign(collate(a, b))).toBe(Math.sign(order(a, b)))
    }),
    { numRuns: 3_000 },
  )
})
