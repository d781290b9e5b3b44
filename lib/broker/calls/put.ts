import { randomId } from '../../platform/random.ts'
import { BrokerError } from '../../protocol/errors.ts'
import { sameJson } from '../../protocol/json.ts'
import { isPlain, isRecordId, parseFields, type RecordFields } from '../../protocol/record.ts'
import { type FieldSet, type Group, hasField, type RecordKey } from '../../store/index.ts'
import { notPermitted, viewNow } from '../permit.ts'
import { lengthOf } from '../quota.ts'
import { choosesIds, fieldsFor, fieldsForNew, fieldsOn, readable, type View } from '../view.ts'
import { checkRev } from './check-rev.ts'
import type { CallOf, Handler } from './handler.ts'
import { OpBuilder } from './op.ts'
import { isTextField, replaceText } from './replace-text.ts'
import { type RecordWrite, writeRecord } from './write.ts'

export const put: Handler<'put'> = async (call, params) => writeRecord(call, putWrite(call, params))

export interface PutParams {
  record: unknown
  ifRev?: string | null | undefined
}

/** @throws BrokerError, with the place in the record that is wrong */
export function putWrite(call: CallOf, { record, ifRev }: PutParams): RecordWrite {
  const { id, rev, fields } = parseRecord(record)
  const { context, access, space } = call
  // Without a name of its own a record is new; where the site may not choose one, a wrong one is refused below.
  const key: RecordKey = [space, access.collection, id ?? randomId()]
  const visible = (madeBy: string) => {
    const view = viewNow(context, access)
    return view && fieldsFor(view, 'read', madeBy === view.origin, key[2])
  }
  const put: Put = { key, given: id !== undefined, rev, fields, ifRev }
  return {
    key,
    named: fields,
    fresh: id === undefined,
    bytes: lengthOf(fields),
    ...(rev === undefined ? {} : { base: { rev, visible } }),
    build: (group, view) => build(call, group, view, put),
  }
}

interface Put {
  key: RecordKey
  given: boolean
  rev: string | undefined
  fields: RecordFields
  ifRev: string | null | undefined
}

function build({ context }: CallOf, group: Group, view: View, { key, given, rev, fields, ifRev }: Put): OpBuilder {
  const record = group.get(key)
  const seen = readable(view, record)
  if (!seen && (given || typeof ifRev === 'string') && !choosesIds(view)) throw notPermitted()
  checkRev(record, seen, ifRev, context.store.identity.secret)
  const names = Object.keys(fields)
  if (!record?.alive) {
    requireFields(fieldsForNew(view), names, 'create')
    return OpBuilder.create(key, record, fields)
  }
  const writable = requireFields(fieldsOn(view, 'update', record), names, 'update')
  const op = new OpBuilder(key, record)
  const base = rev === undefined ? undefined : group.base(key, rev)
  for (const name of names) {
    const value = fields[name] as RecordFields[string]
    op.give(name)
    // Over a field that it may not read the value is written as it came: merged, it would show what stands there.
    const isHidden = !seen || !hasField(seen, name)
    if (isTextField(context, key, record, name)) replaceText(op, group, name, value, isHidden ? undefined : base)
    else if (isHidden || !sameJson(value, (base ?? record).value(name))) op.set(name, value)
  }
  for (const name of record.fieldNames(writable)) {
    const isHidden = !seen || !hasField(seen, name)
    const cameSince = base && !base.has(name)
    if (!Object.hasOwn(fields, name) && !isHidden && !cameSince) op.remove(name)
  }
  op.keepAlive()
  return op
}

function requireFields(allowed: FieldSet | null, names: readonly string[], verb: string): FieldSet {
  if (!allowed) throw notPermitted()
  const refused = names.find(name => !hasField(allowed, name))
  if (refused === undefined) return allowed
  throw new BrokerError('not_permitted', `record.${refused}: the owner has not granted to ${verb} this field.`)
}

function parseRecord(value: unknown) {
  if (!isPlain(value)) {
    throw new BrokerError('invalid_record', 'record: a record is a plain object')
  }
  const { id, _rev, ...fields } = value
  if (id !== undefined && !isRecordId(id)) {
    throw new BrokerError('invalid_record', 'record.id: an id has 1 to 256 characters and no control characters')
  }
  if (_rev !== undefined && (typeof _rev !== 'string' || _rev.length > 4096)) {
    throw new BrokerError('invalid_record', 'record._rev: this is no revision')
  }
  return { id, rev: _rev, fields: parseFields(fields, 'record') }
}
