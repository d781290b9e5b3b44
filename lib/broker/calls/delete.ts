import type { RecordKey } from '../../store/index.ts'
import { notPermitted } from '../permit.ts'
import { fieldsOn, mayAtAll, readable } from '../view.ts'
import { checkRev } from './check-rev.ts'
import type { CallOf, Handler } from './handler.ts'
import { OpBuilder } from './op.ts'
import { type RecordWrite, writeRecord } from './write.ts'

export const deleteRecord: Handler<'delete'> = async (call, params) => writeRecord(call, deleteWrite(call, params))

/** What is not there, or not there for this site, is deleted already: no error, and no word on which of the two. */
export function deleteWrite(
  { context, access, space }: CallOf,
  { id, ifRev }: { id: string; ifRev?: string | undefined },
): RecordWrite {
  const { secret } = context.store.identity
  const key: RecordKey = [space, access.collection, id]
  return {
    key,
    bytes: 0,
    silent: true,
    build(group, view) {
      if (!mayAtAll(view, 'read') || !mayAtAll(view, 'delete')) throw notPermitted()
      const record = group.get(key)
      const seen = readable(view, record)
      checkRev(record, seen, ifRev, secret)
      const op = new OpBuilder(key, record)
      if (!record || !seen) return op
      if (!fieldsOn(view, 'delete', record)) throw notPermitted()
      op.delete()
      return op
    },
  }
}
