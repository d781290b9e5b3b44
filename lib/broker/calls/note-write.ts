/** What the ledger keeps of a write. Pure. */
import type { Entry } from '../../store/index.ts'
import type { Access } from '../permit.ts'
import type { ShownRecord } from '../show.ts'
import type { OpBuilder } from './op.ts'

/** One record of a write: what was done to it, what the site had named, and what it was answered. */
export interface Written {
  op: OpBuilder
  named: object
  shown: ShownRecord | undefined
}

/** One entry for all records of a write; none where nothing was changed. */
export function entriesOf({ origin, collection }: Access, writes: readonly Written[]): Entry[] {
  const count = { created: 0, updated: 0, deleted: 0 }
  const fields: string[] = []
  for (const { op } of writes) {
    if (op.does) count[op.does]++
    fields.push(...op.touched)
  }
  const done = Object.entries(count).filter(([, records]) => records > 0)
  return done.length > 0 ? [{ origin, what: 'write', collection, ...Object.fromEntries(done), fields }] : []
}

/** Of how many records the answer shows more than the site had sent: a patch without a field would read unseen. */
export const readBy = (writes: readonly Written[]): number =>
  writes.filter(({ op, named, shown }) => shown && op.does !== 'created' && showsMore(shown, named)).length

function showsMore(shown: ShownRecord, named: object): boolean {
  for (const name in shown) if (name !== 'id' && name !== '_rev' && !Object.hasOwn(named, name)) return true
  return false
}
