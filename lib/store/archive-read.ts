/** Reads the whole store in slices, for an export. Each visitor says whether to go on. */
import { freeze } from './group.ts'
import { loadTexts } from './load.ts'
import type { LoadedRecord } from './loaded.ts'
import { keyOf, type RecordKey, type Row } from './row.ts'
import type { LogRow, Transaction } from './schema.ts'

/** A commit inside the log, or an image inside the rows from before. */
export interface LogPlace {
  n: number
  i: number
}

const chunk = 64

/** @returns false when the visitor has had enough */
export async function eachCommit(
  tx: Transaction,
  after: LogPlace | null,
  upto: number,
  visit: (row: LogRow, i: number) => boolean,
): Promise<boolean> {
  let cursor = await tx.objectStore('log').openCursor(rangeOf(after, upto))
  for (; cursor; cursor = await cursor.continue()) {
    const { n, commits } = cursor.value
    for (let i = n === after?.n ? after.i + 1 : 0; i < commits.length; i++) if (!visit(cursor.value, i)) return false
  }
  return true
}

/** The rows that each row of the log changed, as they stood before. */
export async function eachBefore(
  tx: Transaction,
  after: LogPlace | null,
  upto: number,
  visit: (n: number, i: number, row: Row) => boolean,
): Promise<boolean> {
  let cursor = await tx.objectStore('before').openCursor(rangeOf(after, upto))
  for (; cursor; cursor = await cursor.continue()) {
    const { n, rows } = cursor.value
    for (let i = n === after?.n ? after.i + 1 : 0; i < rows.length; i++) {
      if (!visit(n, i, rows[i] as Row)) return false
    }
  }
  return true
}

/** Every record of every space, deleted ones too, in the order of their keys. */
export async function eachRecord(
  tx: Transaction,
  after: RecordKey | null,
  visit: (record: LoadedRecord) => boolean,
): Promise<boolean> {
  let last = after
  for (;;) {
    const range = last && IDBKeyRange.lowerBound(last, true)
    const rows = await tx.objectStore('records').getAll(range, chunk)
    for (const row of rows) {
      const texts = row.texts ? await loadTexts(tx, row, null) : new Map()
      if (!visit(freeze(row, texts))) return false
      last = keyOf(row)
    }
    if (rows.length < chunk) return true
  }
}

const rangeOf = (after: LogPlace | null, upto: number) =>
  IDBKeyRange.bound(after?.n ?? 0, Math.max(upto, after?.n ?? 0))
