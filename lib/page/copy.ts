/**
 * A plain copy of what a site passes in. Getters run here, once; what no message can carry is refused here, because
 * the clone would fail before the broker saw it. What the broker itself refuses is left to it.
 */
import { dataError } from './error.ts'

const { isArray } = Array
const { getPrototypeOf, hasOwn, keys, getOwnPropertySymbols, defineProperty } = Object
const maxDepth = 64

/** @param size counts roughly the bytes that the message will have */
export function copy(value: unknown, at: string, size: { bytes: number }, depth = 0): unknown {
  size.bytes += typeof value === 'string' ? value.length * 2 : 16
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) {
    if (value === undefined || typeof value === 'symbol' || typeof value === 'bigint') throw refuse(at, value)
    return value
  }
  if (value instanceof Uint8Array) {
    size.bytes += value.length
    return value.slice()
  }
  if (depth > maxDepth) throw dataError(`${at}: too deep`)
  if (isArray(value)) {
    const items: unknown[] = []
    for (let i = 0; i < value.length; i++) {
      if (!hasOwn(value, i)) throw dataError(`${at}[${i}]: an array must not have holes`)
      define(items, i, copy(value[i], `${at}[${i}]`, size, depth + 1))
    }
    return items
  }
  const prototype = getPrototypeOf(value)
  if (typeof value === 'function' || (prototype && getPrototypeOf(prototype))) throw refuse(at, value)
  if (getOwnPropertySymbols(value).length > 0) throw dataError(`${at}: symbol keys cannot be stored`)
  const result = {}
  for (const key of keys(value)) {
    size.bytes += key.length * 2
    const entry = copy((value as Record<string, unknown>)[key], at ? `${at}.${key}` : key, size, depth + 1)
    define(result, key, entry)
  }
  return result
}

/** Not assigned: no setter of the page runs, and `__proto__` arrives as a name, to be refused by name. */
function define(object: object, key: PropertyKey, value: unknown): void {
  defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true })
}

function refuse(at: string, value: unknown) {
  return dataError(`${at}: ${typeof value === 'object' ? 'this object' : typeof value} is no JSON value`)
}
