/** How the change of one field is shown. Pure. */
import type { Json } from '../../../protocol/api.ts'
import type { FieldChange } from '../../../protocol/history.ts'
import { cut, differenceOf, folded, type Part } from './difference.ts'

/** In one, with what went and what came marked; or what stood there before, and what then. Undefined: nothing. */
export type ShownChange = { parts: Part[] } | { before: string | undefined; after: string | undefined }

/** More of a value is not shown here: the whole record is. */
const maxShown = 600
/** Shorter texts are read faster one after the other. */
const minCompared = 40

export function shownChangeOf({ before, after }: Pick<FieldChange, 'before' | 'after'>): ShownChange {
  const isLong = typeof before === 'string' && typeof after === 'string' && isWorthComparing(before, after)
  const parts = isLong ? differenceOf(before, after) : null
  if (parts) return { parts: folded(parts).map(part => ({ ...part, text: shortened(part.text) })) }
  // A number is told from the same digits as words only if both are written as JSON.
  const isJson = before !== undefined && after !== undefined && typeof before !== typeof after
  const words = (value: Json | undefined) => (value === undefined ? undefined : shortened(wordsOf(value, isJson)))
  return { before: words(before), after: words(after) }
}

const isWorthComparing = (before: string, after: string) =>
  before !== after && Math.min(before.length, after.length) > 0 && Math.max(before.length, after.length) >= minCompared

const wordsOf = (value: Json, isJson: boolean) =>
  typeof value === 'string' && !isJson ? value : JSON.stringify(value, null, 2)

const shortened = (text: string) => (text.length <= maxShown ? text : `${cut(text, maxShown)}…`)
