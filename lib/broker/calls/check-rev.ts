import { BrokerError } from '../../protocol/errors.ts'
import type { FieldSet, LoadedRecord } from '../../store/index.ts'

/**
 * A write's condition. `seen`: the fields that are visible, null when the record is not there for the site.
 * @throws conflict, with the present revision; not_found
 */
export function checkRev(
  record: LoadedRecord | undefined,
  seen: FieldSet | null,
  ifRev: string | null | undefined,
  secret: string,
): void {
  if (ifRev === undefined) return
  if (!record || !seen) {
    if (ifRev === null) return
    throw new BrokerError('not_found', 'There is no such record.')
  }
  if (ifRev !== null && record.hasRev(ifRev, seen, secret)) return
  const why = ifRev === null ? 'There is such a record already.' : 'The record has changed since.'
  throw new BrokerError('conflict', why, { _rev: record.rev(seen, secret) })
}
