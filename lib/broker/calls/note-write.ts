/** What the ledger keeps of a write. */
import type { Entry } from '../../store/index.ts'
import { fieldsOfRead } from '../ledger-words.ts'
import type { Access } from '../permit.ts'
import type { ShownRecord } from '../show.ts'
import type { View } from '../view.ts'
import type { OpBuilder } from './op.ts'

/** One record of a write: what was done to it, what the site had named, and what it was answered. */
export interface Written {
  op: OpBuilder
  named: object
  shown: ShownRecord | undefined
}

/** One entry for all records of a write, and one for what its answer shows beyond what the site had sent. */
export function entriesOf({ origin, collection }: Access, view: View, writes: readonly Written[]): Entry[] {
  const count = { created: 0, updated: 0, deleted: 0 }
  const fields: string[] = []
  let read = 0
  for (const { op, named, shown } of writes) {
    if (op.does) count[op.does]++
    fields.push(...op.touched)
    // Every patch without a field would be a read that nobody sees.
    if (shown && op.does !== 'created' && showsMore(shown, named)) read++
  }
  const entries: Entry[] = []
  if (count.created + count.updated + count.deleted > 0) {
    const done = Object.entries(count).filter(([, records]) => records > 0)
    entries.push({ origin, what: 'write', collection, ...Object.fromEntries(done), fields })
  }
  if (read > 0) entries.push({ origin, what: 'read', collection, count: read, fields: fieldsOfRead(view) })
  return entries
}

function showsMore(shown: ShownRecord, named: object): boolean {
  for (const name in shown) if (name !== 'id' && name !== '_rev' && !Object.hasOwn(named, name)) return true
  return false
}
