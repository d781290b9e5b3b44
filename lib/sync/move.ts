/**
 * A profile that was copied, or put back to an earlier state, finds its own log going on at the endpoint without it. Two
 * writers of one log would contradict each other for ever: this one takes another name, and begins a log of its own with
 * everything that it holds. What the other has written comes to it as any device's.
 */
import { makeDeviceKeys } from '../crypto/device-keys.ts'
import { sealMember } from '../crypto/member.ts'
import { exportVerifyKey } from '../crypto/sign.ts'
import { randomId } from '../platform/random.ts'
import type { Moving, Peer } from '../store/index.ts'
import { newChain } from './own-chain.ts'
import { newPeer } from './pulling.ts'
import type { Session } from './session.ts'

/** Decides on the new name, so that an interruption finds it decided. */
export async function beginMove({ store, vault, keys, members, now }: Session): Promise<void> {
  const old = members.get(keys.device)
  const device = randomId()
  const pairs = await makeDeviceKeys()
  const [sign, box] = await Promise.all([exportVerifyKey(pairs.sign.publicKey), exportVerifyKey(pairs.box.publicKey)])
  const epoch = Math.max(...vault.keys.keys())
  const admission = await sealMember(
    { store: vault.store, space: vault.space, admin: keys.device, seq: 1 },
    keys.sign.privateKey,
    epoch,
    vault.keys,
    { op: 'add', device, name: old?.name ?? '', sign, box, time: now() },
  )
  const peer = newPeer(keys.device, old?.name ?? '', old?.sign ?? (await exportVerifyKey(keys.sign.publicKey)))
  await store.backup.put('moving', { keys: { device, ...pairs }, admission, peer })
}

/** May be interrupted and begun again anywhere. */
export async function endMove({ store, setup }: Session, { keys, admission, peer }: Moving): Promise<void> {
  if (store.identity.device !== keys.device) await store.changeDevice(keys.device)
  const peers: Peer[] = (await store.backup.peers()).filter(({ device }) => device !== peer.device)
  const objects = [...setup.objects.filter(({ name }) => name !== admission.name), admission]
  const chain = { ...newChain(keys.device), isNew: true }
  await store.backup.begin({ setup: { ...setup, objects }, keys, chain }, [...peers, peer], [admission])
}
