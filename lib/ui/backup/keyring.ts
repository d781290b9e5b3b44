/** What the recovery words make and open. Nothing of theirs leaves this page but keys of one store, for one device. */
import { type Bytes, digest, fromBase64Url } from '../../crypto/bytes.ts'
import { DamagedError } from '../../crypto/damaged.ts'
import { makeMarker, readMarker } from '../../crypto/marker.ts'
import { type MemberPlace, openMember, sealMember } from '../../crypto/member.ts'
import { keyName, keysFolder, markerName, membersFolder, parseKeyName, parseMemberName } from '../../crypto/names.ts'
import { type Root, recipientOf, unwrap, wrap } from '../../crypto/recovery.ts'
import { importEpochKey } from '../../crypto/seal.ts'
import { importVerifyKey, signJson, verifyJson } from '../../crypto/sign.ts'
import { base64url } from '../../platform/random.ts'
import type { DeviceKeys, Found, Keyring } from '../../protocol/backup.ts'
import { epochSchema, type MemberOp } from '../../protocol/backup-format.ts'

/** Why words and endpoint do not go together. */
export class KeyringError extends Error {
  /** `empty`: nothing is there. `others`: what is there belongs to other words. `locked`: these words open no key of it. */
  readonly problem: 'empty' | 'others' | 'locked'
  constructor(problem: 'empty' | 'others' | 'locked') {
    super(`no backup for these words: ${problem}`)
    this.problem = problem
  }
}

type Epochs = Keyring['epochs']

/** A store that is not there yet, with this device as its first. @param name of the device, for the owner */
export async function found(root: Root, device: DeviceKeys, name: string, now: number): Promise<Keyring> {
  const { store, admin, publicKey, recipient } = root
  const { space } = device
  const key = crypto.getRandomValues(new Uint8Array(32))
  const epochs: Epochs = [{ epoch: 0, key }]
  const purpose = `allod epoch key 1\n${store}\n${space}\n0` as const
  const signed = await signJson(root.signKey, purpose, { space, epoch: 0, key: base64url(key) })
  const wrapped = await wrap(signed, [recipient, boxOf(device)])
  const objects = [
    { name: markerName, bytes: await makeMarker(root.signKey, store, publicKey) },
    { name: keyName(space, 0, admin, await digest(wrapped)), bytes: wrapped },
    await admit({ store, space, admin, seq: 1 }, root, epochs, device, name, now),
  ]
  return { store, space, root: publicKey, recipient, epochs, objects }
}

/** One more device of a store that is there. @throws KeyringError, DamagedError, NewerFormatError */
export async function join(root: Root, there: Found, device: DeviceKeys, name: string, now: number): Promise<Keyring> {
  const { store, admin, publicKey, recipient } = root
  if (!there.marker) throw new KeyringError(there.others > 0 ? 'others' : 'empty')
  const marker = await readMarker(new Uint8Array(there.marker))
  if (marker.store !== store || marker.root !== publicKey) throw new KeyringError('others')
  const objects = there.objects.map(({ name, bytes }) => ({ name, bytes: new Uint8Array(bytes) }))
  const { space, epochs } = await openKeys(root, objects)
  const seqs = objects.flatMap(({ name }) => {
    const parsed = name.startsWith(`${membersFolder(space)}/`) && parseMemberName(lastPart(name))
    return parsed && parsed.admin === admin ? [parsed.seq] : []
  })
  const at: MemberPlace = { store, space, admin, seq: Math.max(0, ...seqs) + 1 }
  const admission = await admit(at, root, epochs, device, name, now)
  const kept = [{ name: markerName, bytes: new Uint8Array(there.marker) }, ...objects]
  return { store, space, root: publicKey, recipient, epochs, objects: [...kept, admission] }
}

/** The first space that these words open: the owner's own. */
async function openKeys(root: Root, objects: { name: string; bytes: Bytes }[]) {
  const opened: { space: string; epoch: number; key: Bytes }[] = []
  const verifyKey = await importVerifyKey(root.publicKey, markerName)
  for (const { name, bytes } of objects) {
    const space = name.split('/')[0] ?? ''
    const parsed = name.startsWith(`${keysFolder(space)}/`) && parseKeyName(lastPart(name))
    if (!parsed) continue
    if ((await digest(bytes)) !== parsed.digest) throw new DamagedError(name, 'its bytes are not those of its name')
    const signed = await unwrap(bytes, root.identity).catch(() => null)
    if (!signed) continue
    const purpose = `allod epoch key 1\n${root.store}\n${space}\n${parsed.epoch}` as const
    const told = epochSchema.safeParse(await verifyJson(verifyKey, purpose, signed, name))
    const key = told.data && fromBase64Url(told.data.key)
    if (!key || told.data?.space !== space || told.data.epoch !== parsed.epoch) {
      throw new DamagedError(name, 'this is no key of an epoch')
    }
    opened.push({ space, epoch: parsed.epoch, key })
  }
  const [first] = opened
  if (!first) throw new KeyringError('locked')
  const { space } = first
  const epochs: Epochs = opened.filter(one => one.space === space).map(({ epoch, key }) => ({ epoch, key }))
  return { space, epochs }
}

async function admit(
  at: MemberPlace,
  root: Root,
  epochs: Epochs,
  { device, sign, box }: DeviceKeys,
  name: string,
  time: number,
) {
  const last = Math.max(...epochs.map(({ epoch }) => epoch))
  const keys = new Map<number, CryptoKey>()
  for (const { epoch, key } of epochs) keys.set(epoch, await importEpochKey(new Uint8Array(key)))
  const op: MemberOp = { op: 'add', device, name, sign, box: boxOf({ box }), time }
  const sealed = await sealMember(at, root.signKey, last, keys, op)
  await openMember(at, await importVerifyKey(root.publicKey, sealed.name), keys, sealed.bytes) // what nobody could read admits nobody
  return sealed
}

function boxOf({ box }: Pick<DeviceKeys, 'box'>): string {
  const key = fromBase64Url(box)
  if (key?.length !== 32) throw new Error('the device has no key to seal to')
  return recipientOf(key)
}

const lastPart = (name: string): string => name.slice(name.lastIndexOf('/') + 1)
