/** What a later version will put there, or another client: devices removed, and keys of a second epoch. */
import { type Bytes, digest } from '../../lib/crypto/bytes.ts'
import { sealMember } from '../../lib/crypto/member.ts'
import { keyName } from '../../lib/crypto/names.ts'
import { wrap } from '../../lib/crypto/recovery.ts'
import { importEpochKey } from '../../lib/crypto/seal.ts'
import { signJson } from '../../lib/crypto/sign.ts'
import { base64url } from '../../lib/platform/random.ts'
import type { MemberOp } from '../../lib/protocol/backup-format.ts'
import type { MemoryBucket } from './bucket.ts'
import type { Checker } from './checker.ts'
import { ownersRoot } from './profile.ts'

const { signal } = new AbortController()

/** Signed by the owner's words. @returns what puts it there */
export async function operation(bucket: MemoryBucket, checker: Checker, seq: number, op: MemberOp) {
  const root = await ownersRoot()
  const vault = await checker.vault()
  if (!vault) throw new Error('There is no store yet.')
  const at = { store: vault.store, space: vault.space, admin: root.admin, seq }
  const { name, bytes } = await sealMember(at, root.signKey, 0, vault.keys, op)
  return () => bucket.put(vault.at(name), bytes, signal)
}

/** A key of another epoch, wrapped to the recovery words. */
export async function newEpoch(bucket: MemoryBucket, checker: Checker, epoch: number): Promise<CryptoKey> {
  const root = await ownersRoot()
  const vault = await checker.vault()
  if (!vault) throw new Error('There is no store yet.')
  const key: Bytes = crypto.getRandomValues(new Uint8Array(32))
  const purpose = `allod epoch key 1\n${vault.store}\n${vault.space}\n${epoch}` as const
  const wrapped = await wrap(
    await signJson(root.signKey, purpose, { space: vault.space, epoch, key: base64url(key) }),
    [root.recipient],
  )
  await bucket.put(vault.at(keyName(vault.space, epoch, root.admin, await digest(wrapped))), wrapped, signal)
  return importEpochKey(key)
}
