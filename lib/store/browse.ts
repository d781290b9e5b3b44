/** Looks through collections for the owner: a slice at a time, so that no transaction and no message grows large. */
import { nameOf } from './group.ts'
import { LoadedRecord, type TextValue } from './loaded.ts'
import { keptFrom, positionOf } from './resume.ts'
import { baseOf, isText, keyOf, type RecordKey, type Row, writeOf } from './row.ts'
import { readChunk, updatesOf } from './scan.ts'
import { startingWith, type TextRow, type Transaction } from './schema.ts'
import { orderOf, timeOf } from './stamp.ts'
import { stateOf, textFrom, versionOf } from './texts.ts'

/** Who wrote something, and when in milliseconds since the epoch. */
interface Written {
  /** A site's origin, or `owner`. */
  by: string
  time: number
}

/** A record with the last writer of each of its fields. */
export interface WrittenRecord {
  record: LoadedRecord
  made: Written
  last: Written
  /** Orders records by their last write: milliseconds, with the clock's counter as a fraction. */
  order: number
  fields: Map<string, Written>
}

export interface Slice<T> {
  found: T[]
  /** The id after which the next slice begins; null after the last one. */
  next: string | null
  /** How many records it has looked at. */
  seen: number
  /** The place in the log at which it looked. */
  n: number
}

/** A slice ends after so many milliseconds, or so many records found. */
const sliceTime = 40
const sliceFound = 4_000

/** The collections that hold rows, and how many: records that were deleted leave rows behind, and count here. */
export async function collectionsOf(tx: Transaction, space: string): Promise<{ name: string; rows: number }[]> {
  const records = tx.objectStore('records')
  const found: { name: string; rows: number }[] = []
  let range = startingWith([space])
  for (;;) {
    const cursor = await records.openKeyCursor(range)
    if (!cursor) return found
    const name = cursor.key[1]
    found.push({ name, rows: await records.count(startingWith([space, name])) })
    range = IDBKeyRange.bound([space, name, []], [space, []], true)
  }
}

/** @param read what to keep of a record that is alive; undefined: nothing */
export async function sliceOf<T>(
  tx: Transaction,
  [space, collection]: [string, string],
  after: string | null,
  read: (written: WrittenRecord) => T | undefined,
): Promise<Slice<T>> {
  const { n } = await positionOf(tx)
  const until = performance.now() + sliceTime
  const slice: Slice<T> = { found: [], next: after, seen: 0, n }
  for (;;) {
    const { rows, textsOf, next } = await readChunk(tx, space, collection, slice.next)
    for (const row of rows) {
      if (!row.alive.value) continue
      slice.seen++
      const value = read(writtenOf(row, textsOf(row)))
      if (value !== undefined) slice.found.push(value)
    }
    slice.next = next
    if (next === null || slice.found.length >= sliceFound || performance.now() > until) return slice
  }
}

/** The records of these ids that are alive, in their order. */
export async function recordsOf(tx: Transaction, keys: RecordKey[]): Promise<WrittenRecord[]> {
  const rows = await Promise.all(keys.map(key => tx.objectStore('records').get(key)))
  const alive = rows.filter((row): row is Row => row?.alive.value === true)
  return Promise.all(
    alive.map(async row => {
      const texts = row.texts ? await tx.objectStore('texts').getAll(startingWith(keyOf(row))) : []
      return writtenOf(row, texts)
    }),
  )
}

/** Further behind than this, looking at everything again is cheaper than the log. */
const maxRows = 2_000

export interface Touched {
  id: string
  before: Row | undefined
  after: Row | undefined
}

/** The records of a collection that were written since a place in the log; null where that is too far back. */
export async function touchedSince(
  tx: Transaction,
  from: number,
  space: string,
  collection: string,
): Promise<{ n: number; touched: Touched[] } | null> {
  const { n } = await positionOf(tx)
  if (n === from) return { n, touched: [] }
  if (n < from || n - from > maxRows || from < (await keptFrom(tx))) return null
  const later = IDBKeyRange.lowerBound(from, true)
  const [log, images] = await Promise.all([tx.objectStore('log').getAll(later), tx.objectStore('before').getAll(later)])
  const before = new Map<string, { n: number; row: Row }>()
  for (const { n, rows } of images) {
    for (const row of rows) {
      const name = nameOf(keyOf(row))
      if (!before.has(name)) before.set(name, { n, row })
    }
  }
  /** The first place at which something else than its texts was written; Infinity where there is none. */
  const ids = new Map<string, number>()
  for (const { n, commits } of log) {
    for (const { space: written, ops } of commits) {
      if (written !== space) continue
      for (const op of ops) {
        if (op.collection !== collection) continue
        const isRow = !!(op.set || op.remove || op.alive !== undefined)
        ids.set(op.id, Math.min(ids.get(op.id) ?? Number.POSITIVE_INFINITY, isRow ? n : Number.POSITIVE_INFINITY))
      }
    }
  }
  const touched = [...ids].map(async ([id, first]): Promise<Touched> => {
    const after = await tx.objectStore('records').get([space, collection, id])
    const image = before.get(nameOf([space, collection, id]))
    // An image from later than the first write shows what that write made: there was nothing before.
    const wasThere = image && image.n <= first ? image.row : undefined
    return { id, before: wasThere ?? (first === Number.POSITIVE_INFINITY ? after : undefined), after }
  })
  return { n, touched: await Promise.all(touched) }
}

function writtenOf(row: Row, allTexts: TextRow[]): WrittenRecord {
  const { made } = row.alive
  const texts = new Map<string, TextValue>()
  const newest = new Map<string, Signed>()
  for (const field of Object.keys(row.texts ?? {})) {
    if (!isText(row, field)) continue
    const updates = updatesOf(allTexts, field)
    const own = updates.filter(({ base }) => base === baseOf(row, field))
    const last = own.reduce(later, nothing)
    newest.set(field, last)
    texts.set(field, {
      stamp: last.stamp,
      version: versionOf(stateOf(own)),
      // Made when it is looked at: most lists show no text.
      get value() {
        return textFrom(row, field, updates).text.toString()
      },
    })
  }
  const record = new LoadedRecord(row, texts)
  const fields = record
    .fieldNames('*')
    .map(field => [field, later(writeOf(row, field) ?? made, newest.get(field) ?? nothing)] as const)
  const last = [...row.writes, ...fields.map(([, signed]) => signed)].reduce(later, made)
  return {
    record,
    made: writtenBy(made),
    last: writtenBy(last),
    order: orderOf(last.stamp),
    fields: new Map(fields.map(([field, signed]) => [field, writtenBy(signed)])),
  }
}

type Signed = { stamp: string; by: string }
const nothing: Signed = { stamp: '', by: '' }
const later = (a: Signed, b: Signed): Signed => (b.stamp > a.stamp ? b : a)
const writtenBy = ({ stamp, by }: Signed): Written => ({ by, time: stamp ? timeOf(stamp) : 0 })
