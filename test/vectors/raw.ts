/**
 * Seals by node's own cryptography, byte by byte as docs/FORMAT.md has it: damage that the product would never make, and
 * what a later version might.
 */
import { createCipheriv, createHash, hkdfSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'

export interface RawPlace {
  kind: string
  store: string
  /** Without the digest. */
  name: string
}

/** What differs from an honest object. */
export interface Twist {
  version?: number
  /** The byte in the header. */
  kind?: string
  reserved?: number
  /** Instead of the packed plaintext. */
  packed?: Buffer
}

export const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64url')

/** By doubling and halving, where the product takes the logarithm. */
export function padme(length: number): number {
  if (length <= 256) return 256
  const bits = (number: number) => number.toString(2).length
  const exponent = bits(length) - 1
  const low = exponent - bits(exponent)
  return Math.ceil(length / 2 ** low) * 2 ** low
}

function pack(plaintext: Uint8Array, level = 9): Buffer {
  return wrapped(deflateRawSync(plaintext, { level }))
}

/** With its length in front, and padded. */
export function wrapped(deflated: Buffer, length = deflated.length): Buffer {
  const packed = Buffer.alloc(padme(4 + deflated.length))
  packed.writeUInt32BE(length)
  deflated.copy(packed, 4)
  return packed
}

export function seal(place: RawPlace, epoch: number, key: Buffer, plaintext: Uint8Array, twist: Twist = {}): Buffer {
  const header = Buffer.concat([Buffer.from('allod'), Buffer.alloc(7), randomBytes(32)])
  header[5] = twist.version ?? 1
  header[6] = (twist.kind ?? place.kind).charCodeAt(0)
  header[7] = twist.reserved ?? 0
  header.writeUInt32BE(epoch, 8)
  const info = `allod object 1\n${place.kind}\n${place.store}\n${place.name}`
  const objectKey = Buffer.from(hkdfSync('sha256', key, header.subarray(12), info, 32))
  const cipher = createCipheriv('aes-256-gcm', objectKey, Buffer.alloc(12)).setAAD(header)
  const packed = twist.packed ?? pack(plaintext)
  return Buffer.concat([header, cipher.update(packed), cipher.final(), cipher.getAuthTag()])
}

/** The signature, then the JSON. */
export function signed(key: KeyObject, purpose: string, json: object | string): Buffer {
  const bytes = Buffer.from(typeof json === 'string' ? json : JSON.stringify(json))
  return Buffer.concat([sign(null, Buffer.concat([Buffer.from(`${purpose}\n`), bytes]), key), bytes])
}
