import { parseRecordPath, parseSelector } from './parse-selector.ts'
import { type Place, startAt } from './place.ts'
import { invalid, tooLarge } from './query-error.ts'
import { isPlainObject, readArray, readObject } from './read.ts'
import type { ParsedSelector } from './selector.ts'
import type { SortField } from './sort.ts'

const DEFAULT_LIMIT = 1_000
const MAX_LIMIT = 10_000
const MAX_SORT_FIELDS = 32
const MAX_FIELD_NAME_LENGTH = 128

export interface ParsedQuery {
  selector: ParsedSelector
  sort: SortField[]
  limit: number
  fields?: string[]
  cursor?: string
}

const MEMBERS: ReadonlySet<string> = new Set(['selector', 'sort', 'limit', 'fields', 'cursor'])

/** A member that is `undefined` is absent, as in the web's own dictionaries. */
export function parseQuery(query: unknown): ParsedQuery {
  const members = readObject(query, startAt('query'))
  const stranger = members.find(({ name }) => !MEMBERS.has(name))
  if (stranger) throw invalid(stranger.name, 'a query has no such member')
  const { selector = {}, sort = [], limit = DEFAULT_LIMIT, fields, cursor } = valuesByName(members)
  return {
    selector: parseSelector(selector, startAt('selector')),
    sort: parseSort(sort),
    limit: parseLimit(limit),
    ...(fields !== undefined && { fields: readArray(fields, startAt('fields'), parseFieldName) }),
    ...(cursor !== undefined && { cursor: parseCursor(cursor) }),
  }
}

function valuesByName(members: { name: string; value: unknown }[]): Record<string, unknown> {
  return Object.fromEntries(members.map(({ name, value }) => [name, value]))
}

function parseSort(sort: unknown): SortField[] {
  const fields = readArray(sort, startAt('sort'), parseSortField)
  if (fields.length > MAX_SORT_FIELDS) throw tooLarge('sort', `more than ${MAX_SORT_FIELDS} fields`)
  return fields
}

function parseSortField(field: unknown, place: Place): SortField {
  if (typeof field === 'string') return { path: parseRecordPath(field, place), direction: 'asc' }
  if (!isPlainObject(field)) throw invalid(place.at, 'must be a field name or { name: direction }')
  const [member, ...more] = readObject(field, place)
  if (member === undefined || more.length > 0) throw invalid(place.at, 'must name one field')
  const { name, value: direction, place: at } = member
  if (direction !== 'asc' && direction !== 'desc') throw invalid(at.at, "must be 'asc' or 'desc'")
  return { path: parseRecordPath(name, at), direction }
}

function parseLimit(limit: unknown): number {
  if (typeof limit === 'number' && Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT) return limit
  throw invalid('limit', `must be a whole number from 1 to ${MAX_LIMIT}`)
}

function parseFieldName(name: unknown, { at }: Place): string {
  if (typeof name !== 'string') throw invalid(at, 'must be a string')
  if (name.length > MAX_FIELD_NAME_LENGTH) throw invalid(at, `longer than ${MAX_FIELD_NAME_LENGTH} characters`)
  return name
}

function parseCursor(cursor: unknown): string {
  if (typeof cursor !== 'string') throw invalid('cursor', 'must be a string')
  return cursor
}
