import type { Json } from '../protocol/api.ts'
import { digest } from './digest.ts'
import { startAt } from './place.ts'
import { invalid, QueryError } from './query-error.ts'
import { readJson } from './read.ts'
import type { Position } from './sort.ts'

const SEAL_LENGTH = 11

/** Base64url of a seal and the position after which the next page begins. Good for the query with this key alone. */
export function writeCursor({ keys, id }: Position, queryKey: string): string {
  // A list for each key: JSON has no word for a missing one.
  const body = asciiJson([id, ...keys.map(key => (key === undefined ? [] : [key]))])
  return encodeBase64url(seal(body, queryKey) + body)
}

export function readCursor(cursor: string, queryKey: string): Position {
  const text = decodeBase64url(cursor)
  const body = text.slice(SEAL_LENGTH)
  if (text.slice(0, SEAL_LENGTH) !== seal(body, queryKey)) throw damaged()
  return readPosition(body)
}

/** Finds a mistake, not a forger: the body is read as strictly as a query. */
function seal(body: string, queryKey: string): string {
  return digest(`${queryKey}\n${body}`).toString(36).padStart(SEAL_LENGTH, '0')
}

function readPosition(body: string): Position {
  try {
    // Level 0, so that a key may be nested as deep as a record's field. A key may be as large as a record.
    const place = { ...startAt('cursor', { values: Number.POSITIVE_INFINITY }), level: 0 }
    const list = readJson(JSON.parse(body), place)
    if (!Array.isArray(list)) throw damaged()
    const [id, ...keys] = list
    if (typeof id !== 'string') throw damaged()
    return { id, keys: keys.map(key => (Array.isArray(key) ? key[0] : undefined)) }
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof QueryError) throw damaged()
    throw error
  }
}

const damaged = () => invalid('cursor', 'is damaged or belongs to another query')

/** `btoa` takes bytes alone. */
function asciiJson(value: Json): string {
  return JSON.stringify(value).replace(
    /[\u0080-\uffff]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function encodeBase64url(ascii: string): string {
  return btoa(ascii).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** One text has one encoding; `atob` alone would take several. */
function decodeBase64url(encoded: string): string {
  let text: string
  try {
    text = atob(encoded.replaceAll('-', '+').replaceAll('_', '/'))
  } catch {
    throw damaged()
  }
  if (encodeBase64url(text) !== encoded) throw damaged()
  return text
}
