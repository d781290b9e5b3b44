import { digest } from './hash.ts'
import { base64url, fromBase64url } from './random.ts'

/**
 * A keyed permutation of 128-bit names: a Feistel network (Luby and Rackoff, 1988) of four rounds over SHA-256. Under
 * different keys the same name looks different, and nothing tells that it is the same.
 * @param rounds in this order to hide, in the reverse order to recover
 * @returns undefined where `name` is no base64url of 16 bytes
 */
export function permute(name: string, key: string, rounds: readonly number[]): string | undefined {
  const bytes = fromBase64url(name)
  if (bytes?.length !== 16) return undefined
  let [left, right] = [bytes.slice(0, 8), bytes.slice(8)]
  for (const round of rounds) {
    const mixed = digest(`${key}\n${round}\n${base64url(right)}`)
    ;[left, right] = [right, left.map((byte, i) => byte ^ (mixed[i] as number))]
  }
  return base64url(Uint8Array.of(...right, ...left))
}
