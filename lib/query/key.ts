/** Values as keys of IndexedDB, in CouchDB's order: https://docs.couchdb.org/en/stable/ddocs/views/collation.html */
import type { Json } from '../protocol/api.ts'

/**
 * A rank and what orders within it. IndexedDB compares arrays member by member and then by length, numbers by value and
 * strings by code unit, which is what the collation does within each type.
 */
export type Key = readonly (number | string | Key)[]

const ranks = { missing: 0, null: 1, boolean: 2, number: 3, string: 4, array: 5, object: 6, unknown: 9 } as const

/** Where a record lacks the value. Before all others, as in a sorted answer. */
export const missingKey: Key = [ranks.missing]
/** Of a value that is not known or too long to be a key: whoever looks for anything has to look at it, too. */
export const unknownKey: Key = [ranks.unknown]

/** Longer values would make rows of an index that are larger than the records. */
const maxLength = 512

/** The key of a value; undefined: missing. Null: the value is too long for one. */
export function keyOfValue(value: Json | undefined): Key | null {
  if (value === undefined) return missingKey
  const room = { left: maxLength }
  const key = encode(value, room)
  return room.left < 0 ? null : key
}

export const rankOf = (type: 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object'): number => ranks[type]

function encode(value: Json, room: { left: number }): Key {
  room.left -= typeof value === 'string' ? value.length + 1 : 2
  if (room.left < 0) return unknownKey
  if (value === null) return [ranks.null]
  switch (typeof value) {
    case 'boolean':
      return [ranks.boolean, Number(value)]
    case 'number':
      return [ranks.number, value]
    case 'string':
      return [ranks.string, value]
  }
  if (Array.isArray(value)) return [ranks.array, ...encodeAll(value, room)]
  const members: (string | Key)[] = []
  for (const name of Object.keys(value).sort()) {
    room.left -= name.length
    if (room.left < 0) break
    members.push(name, encode(value[name] as Json, room))
  }
  return [ranks.object, ...members]
}

function encodeAll(values: readonly Json[], room: { left: number }): Key[] {
  const keys: Key[] = []
  for (const value of values) {
    if (room.left < 0) break
    keys.push(encode(value, room))
  }
  return keys
}

/** As IndexedDB compares them. */
export function compareKeys(a: Key, b: Key): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const order = compareParts(a[i] as Part, b[i] as Part)
    if (order !== 0) return order
  }
  return a.length - b.length
}

type Part = number | string | Key

function compareParts(a: Part, b: Part): number {
  if (typeof a === 'object' && typeof b === 'object') return compareKeys(a, b)
  const types = typeOrder(a) - typeOrder(b)
  if (types !== 0 || a === b) return types
  return a < b ? -1 : 1
}

const typeOrder = (part: Part) => ['number', 'string', 'object'].indexOf(typeof part)
