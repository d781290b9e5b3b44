/** How the change of one field is shown. Pure. */
import type { Json } from '../../../protocol/api.ts'
import type { FieldChange } from '../../../protocol/history.ts'
import { cut, differenceOf, folded, type Part } from './difference.ts'

/** In one, with what went and what came marked; or what stood there before, and what then. Undefined: nothing. */
export type ShownChange = { parts: Part[] } | { before: string | undefined; after: string | undefined }

/** More of a value is not shown here: the whole record is. */
const maxShown = 400
/** Longer JSON is spread over lines. */
const oneLine = 60
/** Shorter texts are read faster one after the other. */
const minCompared = 40

export function shownChangeOf({ before, after, isCut }: Omit<FieldChange, 'name' | 'isText'>): ShownChange {
  const isLong = typeof before === 'string' && typeof after === 'string' && isWorthComparing(before, after)
  const parts = isLong ? differenceOf(before, after) : null
  if (parts && isCut) dropTail(parts)
  if (parts) return { parts: folded(parts).map(part => ({ ...part, text: shortened(part.text) })) }
  // A number is told from the same digits as words only if both are written as JSON.
  const isJson = before !== undefined && after !== undefined && typeof before !== typeof after
  const words = (value: Json | undefined) => (value === undefined ? undefined : shortened(wordsOf(value, isJson)))
  return { before: words(before), after: words(after) }
}

const isWorthComparing = (before: string, after: string) =>
  before !== after && Math.min(before.length, after.length) > 0 && Math.max(before.length, after.length) >= minCompared

/** Where both were cut at some length, the one reaches less far than the other: that is no difference. */
function dropTail(parts: Part[]): void {
  if (parts.at(-1)?.text !== '…') return
  const end = parts.slice(0, -1).findLastIndex(({ what }) => what === 'same')
  const last = parts[end]
  if (!last || parts.slice(0, end).every(({ what }) => what === 'same')) return
  parts.splice(end, parts.length, { what: 'same', text: `${last.text}…` })
}

function wordsOf(value: Json, isJson: boolean): string {
  if (typeof value === 'string' && !isJson) return value
  const line = JSON.stringify(value)
  return line.length <= oneLine ? line : JSON.stringify(value, null, 2)
}

const shortened = (text: string) => (text.length <= maxShown ? text : `${cut(text, maxShown)}…`)
