import { collate as collatePlainly } from 'pouchdb-collate'
import type { Json } from '../protocol/api.ts'

/** Deep and exact. The order of an object's keys does not matter. */
export function isEqual(a: Json, b: Json): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => isEqual(item, b[index]!))
  }
  if (Array.isArray(b)) return false
  const names = Object.keys(a)
  if (names.length !== Object.keys(b).length) return false
  return names.every(name => Object.hasOwn(b, name) && isEqual(a[name]!, b[name]!))
}

/** CouchDB's order, strings by UTF-16 code unit. 0 means equal, and only that. */
export function collate(a: Json, b: Json): number {
  return collatePlainly(inKeyOrder(a), inKeyOrder(b))
}

/** The same for equal values, different for others. */
export function canonicalText(value: Json): string {
  return JSON.stringify(inKeyOrder(value))
}

/**
 * pouchdb-collate compares members in the order they were written; sorted, the order agrees with equality.
 * The mark stops JavaScript from listing keys like '10' before all others.
 */
function inKeyOrder(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(inKeyOrder)
  const names = Object.keys(value).sort()
  return Object.fromEntries(names.map(name => [`.${name}`, inKeyOrder(value[name]!)]))
}
