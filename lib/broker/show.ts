/** A record as one origin sees it: projected first, matched afterwards. */
import type { RecordFields } from '../protocol/record.ts'
import type { FieldSet, LoadedRecord } from '../store/index.ts'
import { readable, type View } from './view.ts'

export type Shown = RecordFields & { id: string }
export type ShownRecord = Shown & { _rev: string }

/** Views by which many look at the same few records; and what each of those shows. */
const remembered = new WeakMap<View, { fields: Looks<Shown>; whole: Looks<ShownRecord> }>()
type Looks<T> = WeakMap<LoadedRecord, { shown: T | undefined }>

/** From now on this view makes what it shows of a record once. */
export function remember(view: View): void {
  remembered.set(view, { fields: new WeakMap(), whole: new WeakMap() })
}

/**
 * What a selector may look at; undefined when the record is not there for this view. Texts are put together when they are
 * looked at: most selectors ask for other fields.
 */
export function glance(view: View, record: LoadedRecord | undefined): Shown | undefined {
  return once(remembered.get(view)?.fields, record, () => {
    const fields = readable(view, record)
    if (!record || !fields) return undefined
    if (!record.row.texts) return pick(record, fields)
    const shown: RecordFields = {}
    for (const name of record.fieldNames(fields)) {
      Object.defineProperty(shown, name, { enumerable: true, get: () => record.value(name) })
    }
    return Object.assign(shown, { id: record.row.id })
  })
}

export function show(view: View, record: LoadedRecord | undefined, secret: string): ShownRecord | undefined {
  return once(remembered.get(view)?.whole, record, () => {
    const fields = readable(view, record)
    return record && fields ? { ...pick(record, fields), _rev: record.rev(fields, secret) } : undefined
  })
}

function once<T>(
  looks: Looks<T> | undefined,
  record: LoadedRecord | undefined,
  look: () => T | undefined,
): T | undefined {
  if (!looks || !record) return look()
  const known = looks.get(record)
  if (known) return known.shown
  const shown = look()
  looks.set(record, { shown })
  return shown
}

export function pick(record: LoadedRecord, fields: FieldSet): Shown {
  const shown: RecordFields = {}
  for (const name of record.fieldNames(fields)) {
    const value = record.value(name)
    if (value !== undefined) shown[name] = value
  }
  return { ...shown, id: record.row.id }
}
