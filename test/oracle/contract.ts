import type { Json } from '../../lib/protocol/api.ts'

/**
 * The contract's "Queries" once more, written for plainness and from its text alone. It shares no code with the
 * implementation, so that a mistake must be made twice to pass.
 */
export type Obj = { [name: string]: Json }
export const MISSING = Symbol('missing')
type Value = Json | typeof MISSING

export const RANKS = ['null', 'boolean', 'number', 'string', 'array', 'object']
const kind = (v: Value) => (v === null ? 'null' : Array.isArray(v) ? 'array' : typeof v)
export const isObject = (v: Value): v is Obj => kind(v) === 'object'

function parts(v: Json): Json[] {
  if (Array.isArray(v)) return v
  if (!isObject(v)) throw new Error('neither array nor object')
  const names = Object.keys(v).sort()
  return names.flatMap(name => [name, v[name] as Json])
}

export function order(a: Json, b: Json): number {
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

export function lookUp(v: Json, path: string[]): Value {
  const [head, ...rest] = path
  if (head === undefined) return v
  if (Array.isArray(v)) return /^(0|[1-9][0-9]*)$/.test(head) && +head < v.length ? lookUp(v[+head]!, rest) : MISSING
  if (isObject(v)) return Object.keys(v).includes(head) ? lookUp(v[head]!, rest) : MISSING
  return MISSING
}

export function holds(selector: Obj, record: Obj): boolean {
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

export interface Asked {
  selector?: Obj
  sort?: (string | Record<string, 'asc' | 'desc'>)[]
  limit?: number
}

/** The whole answer, without the limit: what matches, in order. */
export function answer<T extends Obj & { id: string }>(
  { selector = {}, sort = [] }: Asked,
  records: readonly T[],
): T[] {
  const keys = sort.map(field => (typeof field === 'string' ? ([field, 'asc'] as const) : Object.entries(field)[0]!))
  return records
    .filter(record => holds(selector, record))
    .sort((a, b) => {
      for (const [field, direction] of keys) {
        const x = lookUp(a, field.split('.'))
        const y = lookUp(b, field.split('.'))
        if (x === MISSING || y === MISSING) {
          if (x === y) continue
          return x === MISSING ? -1 : 1
        }
        const o = order(x, y)
        if (o !== 0) return direction === 'asc' ? o : -o
      }
      return a.id < b.id ? -1 : 1
    })
}
