/**
 * What a record may hold: JSON, as docs/PAGE-API.md says under "Records".
 * Everything from a page is copied into fresh, canonical values here, once, and trusted afterwards.
 */
import type { Json } from './api.ts'
import { BrokerError } from './errors.ts'

export const maxRecordBytes = 1_048_576
const maxDepth = 32
const unsafeKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

export type RecordFields = Record<string, Json>

export function isUnsafeKey(key: string): boolean {
  return unsafeKeys.has(key)
}

/** 1 to 256 characters, no control characters. */
export function isRecordId(value: unknown): value is string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what an id may not hold
  return typeof value === 'string' && /^[^\u0000-\u001f\u007f-\u009f]{1,256}$/.test(value) && value.isWellFormed()
}

/** The fields of a record without `id` and `_rev`, which the caller takes off first. */
export function parseFields(value: unknown, at: string): RecordFields {
  const budget = { bytes: maxRecordBytes }
  if (!isPlain(value)) throw invalid(at, 'a record is a plain object')
  const fields: RecordFields = {}
  for (const name of Object.keys(value)) {
    if (name.startsWith('_')) throw invalid(join(at, name), 'names that begin with _ are the broker’s own')
    if (name.length > 128) throw invalid(join(at, name.slice(0, 32)), 'a field name has at most 128 characters')
    fields[name] = parseEntry(value[name], name, at, 2, budget)
  }
  return fields
}

export function parseJson(value: unknown, at: string, depth: number, budget: { bytes: number }): Json {
  if (depth > maxDepth && typeof value === 'object' && value !== null) {
    throw invalid(at, `a record has at most ${maxDepth} levels`)
  }
  spend(value, at, budget)
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw invalid(at, 'a number must be finite')
    return value === 0 ? 0 : value
  }
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw invalid(at, 'a string must not hold a lone surrogate')
    return value
  }
  if (Array.isArray(value)) return parseArray(value, at, depth, budget)
  if (isPlain(value)) {
    const copy: Record<string, Json> = {}
    for (const key of Object.keys(value)) copy[key] = parseEntry(value[key], key, at, depth + 1, budget)
    return copy
  }
  throw invalid(at, `${kindOf(value)} is no JSON value`)
}

function parseArray(value: unknown[], at: string, depth: number, budget: { bytes: number }): Json[] {
  const copy: Json[] = []
  for (let i = 0; i < value.length; i++) {
    if (!Object.hasOwn(value, i)) throw invalid(`${at}[${i}]`, 'an array must not have holes')
    copy.push(parseJson(value[i], `${at}[${i}]`, depth + 1, budget))
  }
  return copy
}

function parseEntry(value: unknown, key: string, at: string, depth: number, budget: { bytes: number }): Json {
  if (isUnsafeKey(key)) throw invalid(join(at, key), 'this name is not allowed')
  if (!key.isWellFormed()) throw invalid(at, 'a name must not hold a lone surrogate')
  budget.bytes -= key.length + 3
  return parseJson(value, join(at, key), depth, budget)
}

/** Counts the size of the value's JSON text, near enough: strings by their UTF-8 length, whatever is short as 4. */
function spend(value: unknown, at: string, budget: { bytes: number }): void {
  budget.bytes -= typeof value === 'string' ? utf8Length(value) + 2 : 4
  if (budget.bytes < 0) throw new BrokerError('too_large', `${at}: a record has at most 1 MB`)
}

const encoder = new TextEncoder()
const utf8Length = (text: string) => (/[^\0-\x7f]/.test(text) ? encoder.encode(text).length : text.length)

export function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}

function kindOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return typeof value
  const kind = Object.prototype.toString.call(value).slice(8, -1)
  return kind === 'Blob' || kind === 'File' || kind === 'Uint8Array' ? `${kind} (not stored yet)` : kind
}

const join = (at: string, key: string) => `${at}.${key}`
const invalid = (at: string, why: string) => new BrokerError('invalid_record', `${at}: ${why}`)
