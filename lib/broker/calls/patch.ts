import { BrokerError } from '../../protocol/errors.ts'
import { parseFields } from '../../protocol/record.ts'
import { hasField, type RecordKey } from '../../store/index.ts'
import { notPermitted } from '../permit.ts'
import { lengthOf } from '../quota.ts'
import { choosesIds, fieldsOn, mayAtAll, readable } from '../view.ts'
import { checkRev } from './check-rev.ts'
import type { CallOf, Handler } from './handler.ts'
import { OpBuilder } from './op.ts'
import { isTextField, replaceText } from './replace-text.ts'
import { type RecordWrite, writeRecord } from './write.ts'

export const patch: Handler<'patch'> = async (call, params) => writeRecord(call, patchWrite(call, params))

export interface PatchParams {
  id: string
  fields: unknown
  remove?: string[] | undefined
  ifRev?: string | undefined
}

/** @throws BrokerError, with the place that is wrong */
export function patchWrite(call: CallOf, { id, fields: given, remove = [], ifRev }: PatchParams): RecordWrite {
  const { context, access, space } = call
  const { secret } = context.store.identity
  const key: RecordKey = [space, access.collection, id]
  const fields = parseFields(withoutId(given, id), 'fields')
  const both = remove.find(name => Object.hasOwn(fields, name))
  if (both !== undefined) throw new BrokerError('invalid_request', `remove: ${both} is set and removed at once`)

  return {
    key,
    named: fields,
    bytes: lengthOf(fields),
    build(group, view) {
      if (!mayAtAll(view, 'update')) throw notPermitted()
      const record = group.get(key)
      const seen = readable(view, record)
      if (!record || !seen) throw choosesIds(view) ? notFound() : notPermitted()
      checkRev(record, seen, ifRev, secret)
      const writable = fieldsOn(view, 'update', record)
      const refused = [...Object.keys(fields), ...remove].find(name => !writable || !hasField(writable, name))
      if (!writable || refused !== undefined) throw notPermitted()
      const op = new OpBuilder(key, record)
      for (const [name, value] of Object.entries(fields)) {
        op.give(name)
        if (isTextField(context, key, record, name)) replaceText(op, group, name, value, undefined)
        else op.set(name, value)
      }
      for (const name of remove) if (record.has(name)) op.remove(name)
      return op
    },
  }
}

const notFound = () => new BrokerError('not_found', 'There is no such record.')

/** Whole records are often passed on; their own id says nothing new. */
function withoutId(fields: unknown, id: string): unknown {
  if (typeof fields !== 'object' || fields === null || !Object.hasOwn(fields, 'id')) return fields
  const { id: named, ...others } = fields as { id: unknown }
  if (named !== id) throw new BrokerError('invalid_record', 'fields.id: a record keeps its id')
  return others
}
