import { BrokerError } from '../../protocol/errors.ts'
import { maxRecordBytes } from '../../protocol/record.ts'
import {
  clientsIn,
  hasField,
  inspectUpdate,
  type LoadedRecord,
  type RecordKey,
  Text,
  unknownPart,
} from '../../store/index.ts'
import { notPermitted, readWith } from '../permit.ts'
import { choosesIds, fieldsForNew, fieldsOn, readable, type View } from '../view.ts'
import type { Handler } from './handler.ts'
import { OpBuilder } from './op.ts'
import { writeRecord } from './write.ts'

/** Whether a view shows this field of the record. */
export const showsField = (view: View, field: string) => (record: LoadedRecord) => {
  const seen = readable(view, record)
  return !!seen && hasField(seen, field)
}

export const readText: Handler<'text.read'> = ({ context, access }, { collection, id, field }) => {
  const { store } = context
  let isThere = false
  return readWith(
    context,
    access,
    async view => {
      const key: RecordKey = [view.space, collection, id]
      const shows = showsField(view, field)
      isThere = false
      const { state } = await store.readText(key, field, record => {
        isThere = shows(record)
        return isThere
      })
      return state
    },
    () => ({ records: isThere ? 1 : 0, fields: [field] }),
  )
}

export const pushText: Handler<'text.push'> = (call, { collection, id, field, update }) => {
  const key: RecordKey = [call.space, collection, id]
  if (update.byteLength > maxRecordBytes) throw new BrokerError('too_large', 'update: an update has at most 1 MB')
  const ids = clientsIn(update)
  if (!ids) throw invalid('this is no Yjs update (v1)')
  return writeRecord(call, {
    key,
    clients: { field, ids },
    bytes: update.byteLength,
    silent: true,
    build(group, view) {
      const record = group.get(key)
      const op = record?.alive ? new OpBuilder(key, record) : OpBuilder.create(key, record, {})
      if (record?.alive) {
        const seen = readable(view, record)
        const writable = fieldsOn(view, 'update', record)
        if (!seen || !writable || !hasField(seen, field) || !hasField(writable, field)) throw notPermitted()
        if (record.has(field) && !record.isText(field) && typeof record.value(field) !== 'string')
          throw invalid('the field holds no text', 'field')
      } else {
        const fields = choosesIds(view) ? fieldsForNew(view) : null
        if (!fields || !hasField(fields, field)) throw notPermitted()
      }
      // A record that is made here starts with an empty text, whatever an earlier life of it has left.
      const present = record?.alive ? group.text(key, field).text : new Text(field)
      const inspected = inspectUpdate(update, present)
      if (!inspected.ok) throw invalid(inspected.why)
      const isStranger = (client: number) => (group.ownerOf(key, field, client) ?? view.origin) !== view.origin
      if (inspected.clients.some(isStranger)) throw invalid('it writes under a client id that is not its own')
      // Elsewhere it may arrive before what it repeats, and would be taken at its word there.
      const fresh = unknownPart(update, present)
      if (record && !record.alive) {
        // This commit cannot be taken back any more: there must be room for all of it.
        call.context.room.check(view.origin, { records: 1, bytes: update.byteLength })
        OpBuilder.commit([op], group, { site: view.origin }) // its text grows from what this commit leaves
        const pushed = new OpBuilder(key, group.get(key))
        pushed.revives()
        pushed.text(field, group.text(key, field).base, fresh, inspected.clients)
        return pushed
      }
      op.text(field, group.text(key, field).base, fresh, inspected.clients)
      return op
    },
  })
}

const invalid = (why: string, at = 'update') => new BrokerError('invalid_request', `${at}: ${why}`)
