/** A record as it stood at an earlier place in its history. */
import { LoadedRecord, type TextValue } from './loaded.ts'
import { fromPlace, type Moment } from './moment.ts'
import { applied, type Past } from './past.ts'
import { PastTexts, updatesOfRecord } from './past-texts.ts'
import { isText, type RecordKey, type Row } from './row.ts'
import type { TextRow } from './schema.ts'

/** @param place of an entry. Null where it is not kept any more, or the record was not there yet */
export async function recordAsOf(past: Past, key: RecordKey, place: number): Promise<LoadedRecord | null> {
  const { n, k } = fromPlace(place)
  const updates = await updatesOfRecord(past.tx, key)
  const after = await past.rowAfter(n, key)
  if (!after) return null
  const { row, at } =
    after.n === n && n > past.compacted ? await within(past, after, key, k) : inTexts(after, updates, n, k)
  if (!row) return null
  const reader = new PastTexts(updates)
  const texts = new Map<string, TextValue>()
  for (const field of Object.keys(row.texts ?? {})) {
    if (!isText(row, field)) continue
    const value = reader.read(row, field, at)
    if (value === null) return null
    texts.set(field, { value, stamp: '', version: '' })
  }
  return new LoadedRecord(row, texts)
}

interface RowAt {
  row: Row | undefined
  at: Moment
}

/** Several may have written to it in one row of the log. */
async function within(past: Past, after: Row, key: RecordKey, k: number): Promise<RowAt> {
  const { n } = after
  const all = await past.written(n, key)
  if (k >= all.length - 1) return { row: after, at: { n, stamps: null } }
  let row = await past.before(n, key)
  for (const written of all.slice(0, k + 1)) row = applied(row, key, written)
  return { row: row && { ...row, n }, at: { n, stamps: new Set(all.slice(0, k + 1).map(({ write }) => write.stamp)) } }
}

function inTexts(row: Row, updates: readonly TextRow[], n: number, k: number): RowAt {
  const stamps = [...new Set(updates.filter(update => update.n === n).map(({ stamp }) => stamp))]
  return { row, at: { n, stamps: k >= stamps.length - 1 ? null : new Set(stamps.slice(0, k + 1)) } }
}
