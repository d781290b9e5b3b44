/** Which part of an index can hold what a query looks for. A superset: every record is matched afterwards. */
import { compareKeys, type Key, keyOfValue, missingKey, rankOf, unknownKey } from './key.ts'
import type { ParsedCondition, ParsedSelector } from './selector.ts'

/** A range of keys, both ends included where nothing is said. */
export interface Span {
  from: Key
  to: Key
  fromOpen?: boolean
  toOpen?: boolean
}

/** What every match fulfils at one path. */
export interface Condition {
  path: string
  /** Besides values that are too long for a key, which are to be looked at in any case. */
  spans: Span[]
  isEquality: boolean
  /** Whatever lies in the spans fulfils it. */
  isExact: boolean
}

export interface Conditions {
  /** The most telling first. */
  list: Condition[]
  /** The selector asks for nothing besides. */
  isAll: boolean
}

const all: Span = { from: missingKey, to: unknownKey, toOpen: true }
const present: Span = { ...all, from: [1] }

export function conditionsOf(selector: ParsedSelector): Conditions {
  const byPath = new Map<string, ParsedCondition[]>()
  const isAll = gather(selector, byPath)
  const list = [...byPath].flatMap(([path, conditions]) => conditionAt(path, conditions) ?? [])
  list.sort((a, b) => Number(b.isEquality) - Number(a.isEquality))
  return { list, isAll: isAll && list.length === byPath.size }
}

/** @returns whether there is nothing else in it */
function gather(selector: ParsedSelector, byPath: Map<string, ParsedCondition[]>): boolean {
  if (selector.op === '$and') return selector.of.map(part => gather(part, byPath)).every(Boolean)
  if (selector.op !== 'field') return false
  const path = selector.path.join('.')
  const known = byPath.get(path) ?? []
  byPath.set(path, [...known, ...flat(selector.condition)])
  return true
}

const flat = (condition: ParsedCondition): ParsedCondition[] =>
  condition.op === 'every' ? condition.of.flatMap(flat) : [condition]

/** Of several equalities the shortest is told, and nothing is intersected with it: that would cost more than it spares. */
function conditionAt(path: string, conditions: ParsedCondition[]): Condition | null {
  const told = conditions.map(spansOf).filter(one => one !== null)
  if (told.length === 0) return null
  const isTold = told.length === conditions.length
  const [equality] = told.filter(one => one.isEquality).sort((a, b) => a.spans.length - b.spans.length)
  if (equality) return { path, ...equality, isExact: equality.isExact && isTold && told.length === 1 }
  let range: Span | null = all
  for (const { spans } of told) for (const span of spans) range = range && overlap(range, span)
  return { path, spans: range ? [range] : [], isEquality: false, isExact: isTold && told.every(one => one.isExact) }
}

type Told = Pick<Condition, 'spans' | 'isEquality' | 'isExact'>

/** Null: it may be fulfilled anywhere. */
function spansOf(condition: ParsedCondition): Told | null {
  const range = (span: Partial<Span>) => ({ spans: [{ ...present, ...span }], isEquality: false, isExact: true })
  const bound = (value: Key | null, end: (key: Key) => Partial<Span>) =>
    value ? range(end(value)) : { ...range({}), isExact: false }
  switch (condition.op) {
    case '$eq':
      return points([keyOfValue(condition.operand)])
    case '$in':
      return points(condition.operands.map(keyOfValue))
    case '$gt':
      return bound(keyOfValue(condition.operand), from => ({ from, fromOpen: true }))
    case '$gte':
      return bound(keyOfValue(condition.operand), from => ({ from }))
    case '$lt':
      return bound(keyOfValue(condition.operand), to => ({ to, toOpen: true }))
    case '$lte':
      return bound(keyOfValue(condition.operand), to => ({ to, toOpen: false }))
    case '$exists':
      return condition.exists ? range({}) : { spans: [point(missingKey)], isEquality: true, isExact: true }
    case '$type':
      return range(ofRank(rankOf(condition.type)))
    case '$all':
    case '$size':
    case '$elemMatch':
      return { ...range(ofRank(rankOf('array'))), isExact: false }
    default:
      return null
  }
}

/** Values that are too long for a key lie among those that are looked at in any case. */
function points(keys: (Key | null)[]): Told {
  const known = keys.filter(key => key !== null).sort(compareKeys)
  const once = known.filter((key, i) => i === 0 || compareKeys(key, known[i - 1] as Key) !== 0)
  return { spans: once.map(point), isEquality: true, isExact: known.length === keys.length }
}

const point = (key: Key): Span => ({ from: key, to: key })
const ofRank = (rank: number): Span => ({ from: [rank], to: [rank + 1], toOpen: true })

function overlap(a: Span, b: Span): Span | null {
  const from = laterStart(a, b)
  const to = earlierEnd(a, b)
  const order = compareKeys(from.from, to.to)
  if (order > 0 || (order === 0 && (from.fromOpen || to.toOpen))) return null
  return { from: from.from, to: to.to, fromOpen: !!from.fromOpen, toOpen: !!to.toOpen }
}

function laterStart(a: Span, b: Span): Span {
  const order = compareKeys(a.from, b.from)
  return order > 0 || (order === 0 && a.fromOpen) ? a : b
}

function earlierEnd(a: Span, b: Span): Span {
  const order = compareKeys(a.to, b.to)
  return order < 0 || (order === 0 && a.toOpen) ? a : b
}
