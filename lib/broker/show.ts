/** A record as one origin sees it: projected first, matched afterwards. */
import type { RecordFields } from '../protocol/record.ts'
import type { FieldSet, LoadedRecord } from '../store/index.ts'
import { readable, type View } from './view.ts'

export type Shown = RecordFields & { id: string }
export type ShownRecord = Shown & { _rev: string }

/**
 * What a selector may look at; undefined when the record is not there for this view. Texts are put together when they are
 * looked at: most selectors ask for other fields.
 */
export function glance(view: View, record: LoadedRecord | undefined): Shown | undefined {
  const fields = readable(view, record)
  if (!record || !fields) return undefined
  if (!record.row.texts) return pick(record, fields)
  const shown: RecordFields = {}
  for (const name of record.fieldNames(fields)) {
    Object.defineProperty(shown, name, { enumerable: true, get: () => record.value(name) })
  }
  return Object.assign(shown, { id: record.row.id })
}

export function show(view: View, record: LoadedRecord | undefined, secret: string): ShownRecord | undefined {
  const fields = readable(view, record)
  return record && fields ? { ...pick(record, fields), _rev: record.rev(fields, secret) } : undefined
}

export function pick(record: LoadedRecord, fields: FieldSet): Shown {
  const shown: RecordFields = {}
  for (const name of record.fieldNames(fields)) {
    const value = record.value(name)
    if (value !== undefined) shown[name] = value
  }
  return { ...shown, id: record.row.id }
}
