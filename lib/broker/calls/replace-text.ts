import type { Json } from '../../protocol/api.ts'
import { isDeclaredText } from '../../protocol/collections.ts'
import type { Base, Group, LoadedRecord, RecordKey } from '../../store/index.ts'
import type { Context } from '../context.ts'
import type { OpBuilder } from './op.ts'

/** Whether a string put over this field is merged with it, not written over it. */
export function isTextField({ watches }: Context, key: RecordKey, record: LoadedRecord, field: string): boolean {
  if (record.isText(field)) return true
  // A text that nobody has pushed to yet, but that may stand open in an editor.
  const mayBecomeOne = isDeclaredText(key[1], field) || watches.hasText(key, field)
  return mayBecomeOne && typeof record.value(field) === 'string'
}

/** A string put over a text: what it changes of the text that it was based on is merged into the text as it stands. */
export function replaceText(op: OpBuilder, group: Group, field: string, value: Json, base: Base | undefined): void {
  if (typeof value !== 'string') {
    op.set(field, value)
    return
  }
  const present = group.text(op.key, field)
  const known = base?.textOf(field)
  const from = known?.base === present.base && known.text ? known.text : present.text
  if (value === from.toString()) return
  const client = group.freshClient(op.key, field)
  op.text(field, present.base, from.replace(value, client), [client])
}
