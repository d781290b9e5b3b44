/**
 * SHA-256 without a promise. WebCrypto's digest is asynchronous, and an IndexedDB transaction closes at the first
 * `await` of anything else, so what is hashed inside one must be hashed at once.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { base64url } from './random.ts'

const encoder = new TextEncoder()

export function digest(text: string): Uint8Array {
  return sha256(encoder.encode(text))
}

/** The first 96 bits of SHA-256, base64url, 16 characters. */
export function shortDigest(text: string): string {
  return base64url(digest(text).subarray(0, 12))
}

/** SHA-256 of what comes in pieces. */
export const startDigest = (): { update(bytes: Uint8Array): unknown; digest(): Uint8Array } => sha256.create()
