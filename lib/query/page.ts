import type { CompiledQuery } from './compile.ts'
import { readCursor, writeCursor } from './cursor.ts'
import type { Check } from './match.ts'
import { comparePositions, positionOf } from './sort.ts'

/**
 * One page of an answer, out of all records that match. They must still have their sort fields: `project` comes after.
 * A cursor is a place in the order, no offset, so that writes between two pages neither repeat nor skip other records.
 */
export function page<T extends Record<string, unknown>>(
  records: readonly T[],
  { sort, limit, cursor, key }: CompiledQuery,
  check: Check = () => {},
): { records: T[]; cursor?: string } {
  const after = cursor === undefined ? undefined : readCursor(cursor, key)
  const rows = records
    .map(record => ({ record, position: positionOf(record, sort) }))
    .filter(({ position }) => after === undefined || comparePositions(position, after, sort) > 0)
    .sort((a, b) => {
      check()
      return comparePositions(a.position, b.position, sort)
    })
  const rowsOfPage = rows.slice(0, limit)
  const answer = { records: rowsOfPage.map(({ record }) => record) }
  const last = rowsOfPage.at(-1)
  if (last === undefined || rowsOfPage.length === rows.length) return answer
  return { ...answer, cursor: writeCursor(last.position, key) }
}
