/** Bytes and text. Whatever WebCrypto takes is an `ArrayBuffer` of our own. */
import { base64url, fromBase64url } from '../platform/random.ts'

export type Bytes = Uint8Array<ArrayBuffer>

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export const toUtf8 = (text: string): Bytes => encoder.encode(text)
/** @throws where the bytes are no UTF-8 */
export const fromUtf8 = (bytes: Uint8Array): string => decoder.decode(bytes)

export function concat(...parts: Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** Of RFC 4648 section 5, without padding. @returns null where the text is not how these bytes are written */
export function fromBase64Url(text: string): Bytes | null {
  const bytes = fromBase64url(text)
  return bytes && base64url(bytes) === text ? new Uint8Array(bytes) : null
}

/** SHA-256, base64url. */
export async function digest(bytes: Bytes): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))
}
