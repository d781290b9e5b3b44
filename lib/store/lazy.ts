/** Records whose texts are put together when somebody looks at them: most queries look at other fields. */
import { LoadedRecord, type TextValue } from './loaded.ts'
import { baseOf, isText, type Row } from './row.ts'
import type { TextRow } from './schema.ts'
import { stateOf, textFrom, versionOf } from './texts.ts'

/** @param all the stored updates of the record's texts, as they stood when the row did */
export function lazyRecord(row: Row, all: readonly TextRow[]): LoadedRecord {
  const texts = new Map<string, TextValue>()
  let size = 0
  for (const field of Object.keys(row.texts ?? {})) {
    if (!isText(row, field)) continue
    const updates = all.filter(update => update.field === field && update.base === baseOf(row, field))
    const state = stateOf(updates)
    for (const { update } of updates) size += update.byteLength
    let value: string | undefined
    texts.set(field, {
      stamp: state.stamp,
      version: versionOf(state),
      get value() {
        value ??= textFrom(row, field, updates).text.toString()
        return value
      },
    })
  }
  return new LoadedRecord(row, texts, size)
}
