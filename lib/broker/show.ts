/** A record as one origin sees it: projected first, matched afterwards. */
import type { RecordFields } from '../protocol/record.ts'
import type { FieldSet, LoadedRecord } from '../store/index.ts'
import { readable, type View } from './view.ts'

export type Shown = RecordFields & { id: string }
export type ShownRecord = Shown & { _rev: string }

/** What a selector may look at; undefined when the record is not there for this view. */
export function showFields(view: View, record: LoadedRecord | undefined): Shown | undefined {
  const fields = readable(view, record)
  return record && fields ? pick(record, fields) : undefined
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
