import { base64url } from '../platform/random.ts'
import { toUtf8 } from './bytes.ts'

/** 128 bits that follow from the public key of the recovery words: the store's name, and theirs where they sign membership. */
export async function shortId(what: 'store' | 'admin', publicKey: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', toUtf8(`allod ${what} 1\n${publicKey}`))
  return base64url(new Uint8Array(hash).subarray(0, 16))
}
