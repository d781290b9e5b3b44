/** A record's row: for each field its value and the write that it comes from. Merging is pure and knows no order. */
import type { RecordFields } from '../protocol/record.ts'
import type { Op, Write } from './commit.ts'
import type { Stamp } from './stamp.ts'

export type RecordKey = [space: string, collection: string, id: string]

export interface Row {
  space: string
  collection: string
  id: string
  fields: RecordFields
  /** Each write that a field still shows or that removed one, once. */
  writes: Write[]
  /** Field → its write's position in `writes`, removed fields too. */
  at: Record<string, number>
  alive: { value: boolean; stamp: Stamp; made: Write }
  /** Fields that are texts with stored updates → the stamp that the text grew from. */
  texts?: Record<string, Stamp | ''>
  /** Field → the stamps of values that texts have grown from elsewhere and that have not arrived here yet, in order. */
  awaited?: Record<string, Stamp[]>
  /** Of the row of this device's log that changed it last; 0 where the log does not know. */
  n: number
}

export const keyOf = (row: Row): RecordKey => [row.space, row.collection, row.id]

/** The write that a field's value or absence comes from. */
export function writeOf(row: Row, field: string): Write | undefined {
  return Object.hasOwn(row.at, field) ? row.writes[row.at[field] as number] : undefined
}

/** The stamp that a text in this field grows from. */
export const baseOf = (row: Row | undefined, field: string): Stamp | '' => (row && writeOf(row, field)?.stamp) ?? ''

/** The last of the writes that `op` would be put over. */
export function lastOf(row: Row | undefined, { set = {}, remove = [], alive }: Op): Stamp | '' {
  if (!row) return ''
  const stamps = [...Object.keys(set), ...remove].map(field => baseOf(row, field))
  if (alive !== undefined) stamps.push(row.alive.stamp)
  return stamps.reduce((a, b) => (a > b ? a : b), '')
}

/** Whether stored updates belong to the field as it stands, not to a value that has been replaced. */
export function isText(row: Row, field: string): boolean {
  return row.texts !== undefined && Object.hasOwn(row.texts, field) && row.texts[field] === baseOf(row, field)
}

/** The row after `op`. Commutative, associative and idempotent over ops with distinct stamps; `row` stays as it was. */
export function mergeOp(row: Row | undefined, [space, collection, id]: RecordKey, op: Op, write: Write): Row {
  const next: Row = row
    ? { ...row, fields: { ...row.fields }, writes: [...row.writes], at: { ...row.at } }
    : { space, collection, id, fields: {}, writes: [], at: {}, alive: { value: false, stamp: '', made: nobody }, n: 0 }
  let position = -1
  const take = (field: string): boolean => {
    if (write.stamp <= baseOf(next, field)) return false
    if (position < 0) position = next.writes.push(write) - 1
    next.at[field] = position
    return true
  }
  for (const [field, value] of Object.entries(op.set ?? {})) if (take(field)) next.fields[field] = value
  for (const field of op.remove ?? []) if (take(field)) delete next.fields[field]
  if (op.alive !== undefined && write.stamp > next.alive.stamp) {
    next.alive = { value: op.alive, stamp: write.stamp, made: op.made ?? write }
  }
  for (const [field, { base }] of Object.entries(op.text ?? {}))
    if (growsText(next, field, base)) grow(next, field, [base])
  for (const field of Object.keys(next.awaited ?? {})) grow(next, field, [])
  return dropUnusedWrites(next)
}

/** Whether an update to the text of this base is the first that counts. */
export function growsText(row: Row, field: string, base: Stamp | ''): boolean {
  const text = own(row.texts, field)
  return (text === undefined || base > text) && !own(row.awaited, field)?.includes(base)
}

/** Of all bases seen, the last that is not later than the field's value is the text's; later ones wait for theirs. */
function grow(row: Row, field: string, bases: (Stamp | '')[]): void {
  const waiting = own(row.awaited, field) ?? []
  const present = baseOf(row, field)
  const all = [...waiting, ...bases].sort()
  const later = all.filter(base => base > present)
  const last = all.filter(base => base <= present).at(-1)
  if (last !== undefined) row.texts = { ...row.texts, [field]: last }
  const { [field]: _, ...others } = row.awaited ?? {}
  if (later.length > 0) row.awaited = { ...others, [field]: later }
  else if (Object.keys(others).length > 0) row.awaited = others
  else delete row.awaited
}

function own<T>(values: Record<string, T> | undefined, field: string): T | undefined {
  return values && Object.hasOwn(values, field) ? values[field] : undefined
}

const nobody: Write = { stamp: '', by: '' }

function dropUnusedWrites(row: Row): Row {
  const used = new Set(Object.values(row.at))
  if (used.size === row.writes.length) return row
  const kept = row.writes.map((write, i) => ({ write, i })).filter(({ i }) => used.has(i))
  const moved = new Map(kept.map(({ i }, position) => [i, position]))
  for (const field of Object.keys(row.at)) row.at[field] = moved.get(row.at[field] as number) as number
  row.writes = kept.map(({ write }) => write)
  return row
}
