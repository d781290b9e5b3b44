/**
 * What the emergency kit remembers of the backup: a device, the number of its head and how that began. A fresh profile
 * that is shown a complete, honest, but old state cannot know it without that.
 */
import { base32crockford } from '@scure/base'
import { fromBase64Url } from '../crypto/bytes.ts'
import type { Chain } from '../store/index.ts'
import { BackupFault } from './faults.ts'
import type { SeenHead } from './heads.ts'

/** The first 40 bits, in letters and digits that can be read off paper and typed: eight of them. */
const shown = (id: string): string => base32crockford.encode((fromBase64Url(id) ?? new Uint8Array(5)).subarray(0, 5))

/** `DEVICE-COUNTER-DIGEST`. Null before the first head. */
export function kitCodeOf({ device, counter, slots }: Chain): string | null {
  if (counter === 0) return null
  return `${shown(device)}-${counter}-${shown(slots[counter % 2] ?? '')}`
}

const pattern = /^([0-9A-Z]{8})-([1-9][0-9]{0,14})-([0-9A-Z]{8})$/

/** Crockford's base 32 has no I, L, O and U: whoever reads one of these has meant the digit. */
const typed = (code: string): string =>
  code.toUpperCase().replaceAll(/\s/g, '').replaceAll(/[IL]/g, '1').replaceAll('O', '0')

/** @throws BackupFault `kitCode` */
export function checkKitCode(code: string): void {
  if (typed(code) === '' || pattern.test(typed(code))) return
  throw new BackupFault('kitCode', 'It has eight letters or digits, a number, and eight more, with hyphens between.')
}

/**
 * @param code as `checkKitCode` has let it pass
 * @returns why what is there cannot be what the kit has seen; null where it can, or where there is no code
 */
export function isOlderThanKit(code: string, heads: ReadonlyMap<string, SeenHead>): string | null {
  const parsed = pattern.exec(typed(code))
  if (!parsed) return null
  const [, device, number, digest] = parsed
  const seen = [...heads].find(([name]) => shown(name) === device)?.[1]
  if (!seen) return 'The server does not show the device that the kit was printed on.'
  const { counter } = seen.head
  if (counter < Number(number)) return `The server shows state ${counter}, and the kit knows of ${number}.`
  if (counter === Number(number) && shown(seen.digest) !== digest) {
    return 'The server shows another state than the one that the kit was printed with.'
  }
  return null
}
