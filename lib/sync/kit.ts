/**
 * What the emergency kit remembers of the backup: a device, the number of its head and how that began. A fresh profile
 * that is shown a complete, honest, but old state cannot know it without that.
 */
import type { Chain } from '../store/index.ts'
import type { SeenHead } from './heads.ts'

const shown = 8

/** `device.counter.digest`, the first and the last shortened. Null before the first head. */
export function kitCodeOf({ device, counter, slots }: Chain): string | null {
  if (counter === 0) return null
  return `${device.slice(0, shown)}.${counter}.${(slots[counter % 2] ?? '').slice(0, shown)}`
}

/** @returns why what is there cannot be what the kit has seen; null where it can, or where there is no code */
export function isOlderThanKit(code: string, heads: ReadonlyMap<string, SeenHead>): string | null {
  const text = code.trim()
  if (text === '') return null
  const parsed = /^([A-Za-z0-9_-]{8})\.([1-9][0-9]{0,14})\.([A-Za-z0-9_-]{8})$/.exec(text)
  if (!parsed) return 'The kit code is not one: it has three parts with dots between them.'
  const [, device = '', number = '', digest = ''] = parsed
  const seen = [...heads].find(([name]) => name.startsWith(device))?.[1]
  if (!seen) return 'The server does not show the device that the kit was printed on.'
  const { counter } = seen.head
  if (counter < Number(number)) return `The server shows state ${counter}, and the kit knows of ${number}.`
  if (counter === Number(number) && !seen.digest.startsWith(digest)) {
    return 'The server shows another state than the one that the kit was printed with.'
  }
  return null
}
