import type { RecordKey } from '../../store/index.ts'
import { notPermitted } from '../permit.ts'
import { fieldsFor, mayAtAll, readable } from '../view.ts'
import { checkRev } from './check-rev.ts'
import type { Handler } from './handler.ts'
import { OpBuilder } from './op.ts'
import { writeRecord } from './write.ts'

/** What is not there, or not there for this site, is deleted already: no error, and no word on which of the two. */
export const deleteRecord: Handler<'delete'> = (call, params) => {
  const { space, secret } = call.context.store.identity
  const key: RecordKey = [space, params.collection, params.id]
  return writeRecord(call, {
    key,
    silent: true,
    build(group, view) {
      if (!mayAtAll(view, 'read')) throw notPermitted()
      const record = group.get(key)
      const seen = readable(view, record)
      checkRev(record, seen, params.ifRev, secret)
      const op = new OpBuilder(key, record)
      if (!record || !seen) return op
      if (!fieldsFor(view, 'delete', record.madeBy === view.origin)) throw notPermitted()
      op.delete()
      return op
    },
  })
}
