/** The dashboard's search. Pure. */
import type { Json } from '../protocol/api.ts'

/** Capitals, and how an accent is put together, make no difference. */
export const folded = (text: string): string => text.normalize('NFC').toLowerCase()

/** Whether the text stands somewhere in a value, at whatever depth. Numbers and the like count as they are written. */
export function holds(value: Json | undefined, wanted: string): boolean {
  if (typeof value === 'string') return folded(value).includes(wanted)
  if (value === null || typeof value !== 'object') return String(value ?? '').includes(wanted)
  return (Array.isArray(value) ? value : Object.values(value)).some(inner => holds(inner, wanted))
}
