/** What an index holds of a record: one row for each record that is alive, whatever its value. */
import { type Key, keyOfValue, unknownKey, valueAt } from '../../query/index.ts'
import { isText, type Row } from '../row.ts'

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

/** All rows of an index. Values are arrays, after which no other key sorts that begins with the number. */
export const rowsOfIndex = (no: number): IDBKeyRange => IDBKeyRange.bound([no], [no + 1], false, true)
