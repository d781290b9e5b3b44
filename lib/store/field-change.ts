/** What became of a field, short enough for a list. Pure. */
import type { Json } from '../protocol/api.ts'
import type { FieldChange } from '../protocol/history.ts'
import { sameJson } from '../protocol/json.ts'

/** Longer values are cut. Characters. */
const most = 2_000
/** So much of what is the same is shown before the first difference. */
const context = 100

export interface FieldState {
  value: Json
  isText: boolean
}

/** Undefined where nothing did. */
export function fieldChange(
  name: string,
  before: FieldState | undefined,
  after: FieldState | undefined,
): FieldChange | undefined {
  if (before && after ? sameJson(before.value, after.value) : before === after) return undefined
  const isText = (after ?? before)?.isText ?? false
  const from = excerptStart(before?.value, after?.value)
  const cuts = [before, after].map(state => state && cut(state.value, from))
  return {
    name,
    ...(cuts[0] ? { before: cuts[0].value } : {}),
    ...(cuts[1] ? { after: cuts[1].value } : {}),
    isText,
    isCut: cuts.some(one => one?.isCut),
  }
}

/** How many characters two long strings are the same: what is shown has to begin where they differ. */
function excerptStart(a: Json | undefined, b: Json | undefined): number {
  if (typeof a !== 'string' || typeof b !== 'string' || Math.max(a.length, b.length) <= most) return 0
  let same = 0
  while (same < a.length && same < b.length && a[same] === b[same]) same++
  return Math.max(0, same - context)
}

function cut(value: Json, from: number): { value: Json; isCut: boolean } {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  if (from === 0 && text.length <= most) return { value, isCut: false }
  const start = isInside(text, from) ? from - 1 : from
  const end = isInside(text, start + most) ? start + most - 1 : start + most
  return { value: `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`, isCut: true }
}

/** Between the halves of one character. */
function isInside(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  return at > 0 && unit >= 0xdc00 && unit <= 0xdfff
}
