import type { RecordKey } from '../../store/index.ts'
import { notPermitted } from '../permit.ts'
import { fieldsFor, mayAtAll, readable } from '../view.ts'
import { checkRev } from './check-rev.ts'
import type { CallOf, Handler } from './handler.ts'
import { OpBuilder } from './op.ts'
import { type RecordWrite, writeRecord } from './write.ts'

export const deleteRecord: Handler<'delete'> = async (call, params) => writeRecord(call, deleteWrite(call, params))

/** What is not there, or not there for this site, is deleted already: no error, and no word on which of the two. */
export function deleteWrite(
  { context, access }: CallOf,
  { id, ifRev }: { id: string; ifRev?: string | undefined },
): RecordWrite {
  const { space, secret } = context.store.identity
  const key: RecordKey = [space, access.collection, id]
  return {
    key,
    silent: true,
    build(group, view) {
      if (!mayAtAll(view, 'read') || !mayAtAll(view, 'delete')) throw notPermitted()
      const record = group.get(key)
      const seen = readable(view, record)
      checkRev(record, seen, ifRev, secret)
      const op = new OpBuilder(key, record)
      if (!record || !seen) return op
      if (!fieldsFor(view, 'delete', record.madeBy === view.origin)) throw notPermitted()
      op.delete()
      return op
    },
  }
}
