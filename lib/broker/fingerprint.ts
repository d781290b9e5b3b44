import { shortDigest } from '../platform/hash.ts'
import { base64url } from '../platform/random.ts'

/** Names a call's method and arguments: the same number with another fingerprint is not the same call. */
export function fingerprint(method: string, params: unknown): string {
  return shortDigest(
    JSON.stringify([method, params], (_key, value) => (value instanceof Uint8Array ? textOf(value) : value)),
  )
}

function textOf(bytes: Uint8Array): string {
  let text = 'bytes:'
  for (let i = 0; i < bytes.length; i += 8192) text += base64url(bytes.subarray(i, i + 8192))
  return text
}
