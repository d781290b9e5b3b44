/** The keys of a store that exists in these files alone. Everybody may know them. */
import { createHash, createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from 'node:crypto'
import { bech32 } from '@scure/base'
import { entropyToMnemonic } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import type { RawPlace } from './raw.ts'
import { digestOf, seal, signed } from './raw.ts'
import type { Reader } from './shapes.ts'

export const noon = Date.UTC(2026, 0, 2, 12)

export const secretOf = (label: string): Buffer => createHash('sha256').update(`allod vectors ${label}`).digest()
const idOf = (label: string): string => secretOf(label).subarray(0, 16).toString('base64url')

/** PKCS #8 around a seed of Ed25519 (RFC 8410). */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex')
function signKeyOf(seed: Uint8Array): { signKey: KeyObject; publicKey: string } {
  const signKey = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' })
  const { x } = createPublicKey(signKey).export({ format: 'jwk' })
  return { signKey, publicKey: x as string }
}

export interface Device {
  device: string
  name: string
  sign: string
  signKey: KeyObject
}

export function deviceOf(name: string): Device {
  const { signKey, publicKey } = signKeyOf(secretOf(`device ${name}`))
  return { device: idOf(`device ${name}`), name, sign: publicKey, signKey }
}

export function wordsOf(entropy: Uint8Array) {
  const derive = (use: string) => Buffer.from(hkdfSync('sha256', entropy, '', `allod root 1 ${use}`, 32))
  const { signKey, publicKey } = signKeyOf(derive('sign'))
  const shortId = (what: string) =>
    createHash('sha256').update(`allod ${what} 1\n${publicKey}`).digest().subarray(0, 16).toString('base64url')
  return {
    words: entropyToMnemonic(entropy, wordlist),
    signKey,
    publicKey,
    store: shortId('store'),
    admin: shortId('admin'),
    identity: bech32.encodeFromBytes('AGE-SECRET-KEY-', derive('box')).toUpperCase(),
  }
}

export const owner = wordsOf(new Uint8Array(32).fill(1))
export const stranger = wordsOf(new Uint8Array(32).fill(2))
export const { store, admin } = owner
export const space = idOf('space')
export const otherSpace = idOf('other space')
export const epochKeys = [secretOf('epoch 0'), secretOf('epoch 1')]
/** Of an epoch that the reader was not given. */
export const unknownKey = secretOf('epoch 2')

export const [desk, phone, old] = [deviceOf('Desk'), deviceOf('Phone'), deviceOf('Old phone')] as const

export const reader: Reader = {
  words: owner.words,
  store,
  space,
  root: owner.publicKey,
  admin,
  epochs: epochKeys.map((key, epoch) => ({ epoch, key: key.toString('base64url') })),
  devices: [desk, phone, old].map(({ device, sign }) => ({ device, sign })),
}

export interface Made {
  name: string
  bytes: Buffer
}

/** An object that ends with its digest. */
export function sealed(kind: string, name: string, plaintext: string | Buffer, epoch = 0): Made {
  const bytes = seal({ kind, store, name }, epoch, epochKeys[epoch] as Buffer, Buffer.from(plaintext))
  return { name: `${name}-${digestOf(bytes)}`, bytes }
}

export function head(
  device: Device,
  info: { counter: number; [name: string]: unknown },
  epoch = 0,
  signer = device,
): Made {
  const place: RawPlace = { kind: 'h', store, name: `${space}/h/${device.device}.${info.counter % 2}` }
  const plaintext = signed(signer.signKey, `allod head 1\n${store}\n${space}\n${device.device}`, info)
  return { name: place.name, bytes: seal(place, epoch, epochKeys[epoch] as Buffer, plaintext) }
}

export function member(signer: { admin: string; signKey: KeyObject }, seq: number, op: object, epoch = 0): Made {
  const purpose = `allod member 1\n${store}\n${space}\n${signer.admin}\n${seq}`
  return sealed('m', `${space}/m/${signer.admin}-${seq}`, signed(signer.signKey, purpose, op), epoch)
}

const rootSigner = { admin, signKey: owner.signKey }
const box = 'age1lvyvwawkr0mcnnnncaghunadrqkmuf9e6507x9y920xxpp866cnql7dp2z'

export const add = (of: Device, seq: number, time = noon, by = rootSigner, sign = of.sign): Made =>
  member(by, seq, { op: 'add', device: of.device, name: of.name, sign, box, time })
export const remove = (of: Device, seq: number, reach: { seq: number; hash: string }, by = rootSigner): Made =>
  member(by, seq, { op: 'remove', device: of.device, ...reach, time: noon })
export const as = (device: Device) => ({ admin: device.device, signKey: device.signKey })
