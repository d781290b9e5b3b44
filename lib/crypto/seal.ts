/**
 * Sealed objects: AES-256-GCM with a key for each object, which HKDF-SHA-256 (RFC 5869) makes of the epoch's key, 32
 * random bytes and the object's place. So an object opens at its own place alone, and no key is ever used twice.
 *
 *     "allod" 0x01 kind 0x00 | epoch, 4 bytes | salt, 32 bytes | ciphertext | tag, 16 bytes
 */
import { type Bytes, concat, toUtf8 } from './bytes.ts'
import { DamagedError, NewerFormatError } from './damaged.ts'
import { pack, unpack } from './pack.ts'

/** h: head. l: segment of the log. s: snapshot, and p: a part of one. m: membership operation. */
export type Kind = 'h' | 'l' | 's' | 'p' | 'm'

const magic = toUtf8('allod')
const formatVersion = 1
const headerLength = 44
const tagLength = 16

/** Epoch → the key that was handed out for it. */
export type EpochKeys = ReadonlyMap<number, CryptoKey>

/** @param key 32 bytes. They cannot be read again. */
export function importEpochKey(key: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', key, 'HKDF', false, ['deriveKey'])
}

/** Where an object stands: the store, and its name without the digest. */
export interface Place {
  kind: Kind
  store: string
  name: string
}

export async function seal(place: Place, epoch: number, keys: EpochKeys, plaintext: Bytes): Promise<Bytes> {
  const key = keys.get(epoch)
  if (!key) throw new Error(`There is no key of epoch ${epoch}.`)
  const header = new Uint8Array(headerLength)
  header.set(magic)
  header.set([formatVersion, place.kind.charCodeAt(0), 0], magic.length)
  new DataView(header.buffer).setUint32(8, epoch)
  const salt = crypto.getRandomValues(header.subarray(12))
  const objectKey = await derive(key, salt, place, 'encrypt')
  const algorithm = { name: 'AES-GCM', iv: new Uint8Array(12), additionalData: header }
  return concat(header, new Uint8Array(await crypto.subtle.encrypt(algorithm, objectKey, await pack(plaintext))))
}

/** @throws DamagedError, NewerFormatError, UnknownEpochError */
export async function open(place: Place, keys: EpochKeys, sealed: Bytes): Promise<{ epoch: number; plaintext: Bytes }> {
  const { name } = place
  if (magic.some((byte, i) => sealed[i] !== byte)) throw new DamagedError(name, 'this is no object of Allod')
  const version = sealed[5] ?? 0
  if (version > formatVersion) throw new NewerFormatError(name, version)
  if (version !== formatVersion || sealed.length < headerLength + tagLength)
    throw new DamagedError(name, 'it is cut off')
  if (sealed[6] !== place.kind.charCodeAt(0) || sealed[7] !== 0) throw new DamagedError(name, 'it is of another kind')
  const epoch = new DataView(sealed.buffer, sealed.byteOffset).getUint32(8)
  const key = keys.get(epoch)
  if (!key) throw new UnknownEpochError(name, epoch)
  const header = sealed.subarray(0, headerLength)
  const objectKey = await derive(key, header.subarray(12), place, 'decrypt')
  const algorithm = { name: 'AES-GCM', iv: new Uint8Array(12), additionalData: header }
  let packed: ArrayBuffer
  try {
    packed = await crypto.subtle.decrypt(algorithm, objectKey, sealed.subarray(headerLength))
  } catch {
    throw new DamagedError(name, 'it does not open: it was changed, or belongs elsewhere')
  }
  return { epoch, plaintext: await unpack(new Uint8Array(packed), name) }
}

/** Sealed with keys that this device was not given. */
export class UnknownEpochError extends Error {
  constructor(name: string, epoch: number) {
    super(`${name}: this device has no key of epoch ${epoch}`)
    this.name = 'UnknownEpochError'
  }
}

function derive(key: CryptoKey, salt: Bytes, { kind, store, name }: Place, use: 'encrypt' | 'decrypt') {
  const info = toUtf8(`allod object 1\n${kind}\n${store}\n${name}`)
  const algorithm = { name: 'HKDF', hash: 'SHA-256', salt, info }
  return crypto.subtle.deriveKey(algorithm, key, { name: 'AES-GCM', length: 256 }, false, [use])
}
