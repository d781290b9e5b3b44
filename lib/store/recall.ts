/**
 * Memory for a transaction that reads. Records with texts are left to the disk: what is remembered of them is whole, and a
 * query makes of a text no more than it looks at.
 */
import type { HotRecords } from './hot.ts'
import { LoadedRecord } from './loaded.ts'
import type { RecordKey, Row } from './row.ts'

export interface Recall {
  get(key: RecordKey): LoadedRecord | undefined
  /** Remembers what the transaction has read: a record without texts. */
  keep(key: RecordKey, row: Row): LoadedRecord
}

/** Of one transaction no more records are remembered: what else was asked for goes by that. */
const mostKept = 1_000

/**
 * Called when the transaction has read something, thus has begun: writes from before it have been told by then, and are
 * remembered, and those that come after it wait until it is over (https://w3c.github.io/IndexedDB/#transaction-scheduling).
 * @param isCurrent whether nobody else writes
 */
export function recallFrom(hot: HotRecords, isCurrent: boolean): Recall {
  const since = hot.changes
  let kept = 0
  return {
    get(key) {
      const known = isCurrent ? hot.get(key) : undefined
      return known?.row.texts ? undefined : known
    },
    keep(key, row) {
      const record = new LoadedRecord(row)
      if (isCurrent && kept++ < mostKept) hot.read(key, record, since)
      return record
    },
  }
}
