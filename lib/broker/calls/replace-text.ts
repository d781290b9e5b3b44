import type { Json } from '../../protocol/api.ts'
import type { Base, Group } from '../../store/index.ts'
import type { OpBuilder } from './op.ts'

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
