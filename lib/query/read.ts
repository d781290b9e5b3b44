import type { Json } from '../protocol/api.ts'
import { inside, type Place, takeValues } from './place.ts'
import { invalid } from './query-error.ts'

const FORBIDDEN_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/** Dates, Maps, RegExps and the like survive structured cloning; none of them is JSON. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

export interface Member {
  name: string
  value: unknown
  place: Place
}

/** In the order of the names, so that one query written in two orders is read the same. */
export function readObject(value: unknown, place: Place): Member[] {
  if (!isPlainObject(value)) throw invalid(place.at, 'must be an object')
  const names = Object.keys(value).sort()
  takeValues(place, names.length)
  return names.map(name => {
    const member = { name, value: value[name], place: inside(place, name) }
    if (FORBIDDEN_NAMES.has(name)) throw invalid(member.place.at, 'this name is not allowed')
    return member
  })
}

export function readArray<T>(value: unknown, place: Place, readItem: (item: unknown, place: Place) => T): T[] {
  if (!Array.isArray(value)) throw invalid(place.at, 'must be an array')
  takeValues(place, value.length)
  return Array.from(value, (item, index) => readItem(item, inside(place, index)))
}

/** A copy: nothing of the caller's is kept. */
export function readJson(value: unknown, place: Place): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (Array.isArray(value)) return readArray(value, place, readJson)
  if (isPlainObject(value)) {
    return Object.fromEntries(
      readObject(value, place).map(member => [member.name, readJson(member.value, member.place)]),
    )
  }
  throw invalid(place.at, 'must be a JSON value')
}
