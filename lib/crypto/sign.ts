/** Ed25519 signatures (RFC 8032) over JSON. What is signed says what it is and where it belongs, so it counts nowhere else. */
import { base64url } from '../platform/random.ts'
import { type Bytes, concat, fromBase64Url, fromUtf8, toUtf8 } from './bytes.ts'
import { DamagedError } from './damaged.ts'
import { parseJson } from './json.ts'

const signatureLength = 64

/** What is signed, and for which place. */
export type Purpose = `allod ${'store' | 'epoch key' | 'member' | 'head'} 1\n${string}`

/** @returns the signature, then the JSON that it covers */
export async function signJson(key: CryptoKey, purpose: Purpose, value: object): Promise<Bytes> {
  const json = toUtf8(JSON.stringify(value))
  const signature = await crypto.subtle.sign('Ed25519', key, concat(toUtf8(`${purpose}\n`), json))
  return concat(new Uint8Array(signature), json)
}

/** @throws DamagedError where nobody with this key has signed it */
export async function verifyJson(key: CryptoKey, purpose: Purpose, signed: Bytes, place: string): Promise<unknown> {
  const json = signed.subarray(signatureLength)
  const covered = concat(toUtf8(`${purpose}\n`), json)
  if (!(await crypto.subtle.verify('Ed25519', key, signed.subarray(0, signatureLength), covered))) {
    throw new DamagedError(place, 'its signature is wrong')
  }
  return parseSigned(signed, place)
}

/** What is said there, before anybody knows who says it. @throws DamagedError */
export function parseSigned(signed: Bytes, place: string): unknown {
  let json: string
  try {
    json = fromUtf8(signed.subarray(signatureLength))
  } catch {
    throw new DamagedError(place, 'it is no text')
  }
  return parseJson(json, place)
}

/** @param key base64url. @throws DamagedError */
export async function importVerifyKey(key: string, place: string): Promise<CryptoKey> {
  const bytes = fromBase64Url(key)
  if (bytes?.length !== 32) throw new DamagedError(place, 'the key is none')
  try {
    return await crypto.subtle.importKey('raw', bytes, 'Ed25519', true, ['verify'])
  } catch {
    throw new DamagedError(place, 'the key is none') // some browsers look whether it is a point of the curve
  }
}

export async function exportVerifyKey(key: CryptoKey): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.exportKey('raw', key)))
}
