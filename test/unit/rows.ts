/** Rows, writes and grants as the tests of this folder make them. */
import type { Json } from '../../lib/protocol/api.ts'
import type { Op, Write } from '../../lib/store/commit.ts'
import type { GrantPart } from '../../lib/store/index.ts'
import { mergeOp, type RecordKey, type Row, writeOf } from '../../lib/store/row.ts'

export const key: RecordKey = ['space', 'notes', 'a']
export const bare = { collection: 'notes', id: 'a' }

/** The stamp of a moment, on a device. */
export const stampAt = (time: number, device = 'x') => `${time.toString(16).padStart(12, '0')}0000${device}`
export const writeAt = (time: number, by = 'https://a.test'): Write => ({ stamp: stampAt(time), by })

export interface Dated {
  op: Op
  write: Write
}

export function rowOf(dated: readonly Dated[]): Row | undefined {
  return dated.reduce<Row | undefined>((row, { op, write }) => mergeOp(row, key, op, write), undefined)
}

export function rowWith(fields: Record<string, Json>, time = 1, by?: string): Row {
  return mergeOp(undefined, key, { ...bare, set: fields, alive: true }, writeAt(time, by))
}

/** What a row says, however its writes are numbered. */
export function meaningOf(row: Row | undefined) {
  if (!row) return undefined
  const { fields, alive, texts, awaited, at, space, collection, id } = row
  const writes = Object.fromEntries(Object.keys(at).map(field => [field, writeOf(row, field)]))
  return {
    space,
    collection,
    id,
    fields,
    alive,
    texts: texts ?? {},
    awaited: awaited ?? {},
    writes,
    kept: row.writes.length,
  }
}

export const part = (changes: Partial<GrantPart> = {}): GrantPart => ({
  grant: 'g',
  access: ['read'],
  fields: '*',
  records: 'all',
  lifetime: 'always',
  expiresAt: null,
  since: 0,
  ...changes,
})
