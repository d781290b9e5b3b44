/** What an index holds of a record: one row for each record that is alive, whatever its value. */
import { type Key, keyOfValue, unknownKey, valueAt } from '../../query/index.ts'
import { isText, type Row } from '../row.ts'
import type { IndexRow, WriteTransaction } from '../schema.ts'

/** Who made a record, as if it were a field: no field has an empty path. */
export const makerPath = ''

/** Null: the record is not alive. A text lies where everybody looks: it changes with every letter. */
export function indexKey(row: Row | undefined, path: string): Key | null {
  if (!row?.alive.value) return null
  if (path === makerPath) return keyOfValue(row.alive.made.by) ?? unknownKey
  const names = path.split('.')
  if (isText(row, names[0] as string)) return unknownKey
  return keyOfValue(valueAt(row.fields, names)) ?? unknownKey
}

/** Brings the indexes of a collection up to what has been changed. */
export function updateIndexes(
  tx: WriteTransaction,
  indexes: readonly IndexRow[],
  changed: Iterable<{ before: Row | undefined; after: Row | undefined }>,
): Promise<unknown>[] {
  const store = tx.objectStore('index')
  const done: Promise<unknown>[] = []
  for (const { before, after } of changed) {
    for (const { no, path } of indexes) {
      const was = indexKey(before, path)
      const is = indexKey(after, path)
      const id = (after ?? before)?.id as string
      if (was && is && indexedDB.cmp(was, is) === 0) continue
      if (was) done.push(store.delete([no, was as IDBValidKey, id]))
      if (is) done.push(store.put(0, [no, is as IDBValidKey, id]))
    }
  }
  return done
}

/** All rows of an index. Values are arrays, after which no other key sorts that begins with the number. */
export const rowsOfIndex = (no: number): IDBKeyRange => IDBKeyRange.bound([no], [no + 1], false, true)
