/**
 * Which devices belong to the store, by what the owner's words have signed and what admitted devices have signed in their
 * turn. The order of the operations does not matter: removed is removed, and so is whoever a removed device admitted.
 */
import { type Bytes, digest } from '../crypto/bytes.ts'
import { DamagedError } from '../crypto/damaged.ts'
import { openMember } from '../crypto/member.ts'
import { membersFolder, parseMemberName } from '../crypto/names.ts'
import { importVerifyKey } from '../crypto/sign.ts'
import type { MemberOp } from '../protocol/backup-format.ts'
import type { NamedObject } from '../store/index.ts'
import type { Endpoint } from './endpoints/endpoint.ts'
import type { Vault } from './vault.ts'

export interface Member {
  device: string
  name: string
  sign: string
  /** Who admitted it: `root`, or a device. */
  by: string
  /** The last segment that counts, where it was removed. */
  removedAt: number | null
}

/** Who signed: `root`, or a device by its name. */
export interface SignedOp {
  admin: string
  op: MemberOp
}

/** Pure. What a device says of itself is worth nothing; what somebody says who is no member, neither. */
export function membersOf(ops: readonly SignedOp[]): Map<string, Member> {
  const removed = new Map<string, number>()
  for (const { admin, op } of ops) {
    if (op.op !== 'remove' || admin !== 'root') continue
    removed.set(op.device, Math.min(op.seq, removed.get(op.device) ?? op.seq))
  }
  const members = new Map<string, Member>()
  const admitted = new Set(['root'])
  for (let before = -1; before !== members.size; ) {
    before = members.size
    for (const { admin, op } of ops) {
      if (op.op !== 'add' || !admitted.has(admin) || members.has(op.device)) continue
      const removedAt = removed.get(op.device) ?? null
      members.set(op.device, { device: op.device, name: op.name, sign: op.sign, by: admin, removedAt })
      if (removedAt === null) admitted.add(op.device)
    }
  }
  return members
}

export interface MembersContext {
  vault: Vault
  /** Ed25519 of the recovery words. */
  root: string
  /** How operations of the root are named. */
  admin: string
}

/** Reads and verifies all of them. What cannot be verified counts as not there, and is told. `accepted`: names of the others. */
export async function readMembers(
  { vault, root, admin }: MembersContext,
  objects: readonly NamedObject[],
): Promise<{ members: Map<string, Member>; refused: string[]; accepted: Set<string> }> {
  const rootKey = await importVerifyKey(root, 'f')
  const refused: string[] = []
  const waiting = objects.flatMap(({ name, bytes }) => {
    const folder = `${membersFolder(vault.space)}/`
    const parsed = name.startsWith(folder) ? parseMemberName(name.slice(folder.length)) : null
    return parsed ? [{ ...parsed, name, bytes }] : []
  })
  const ops: SignedOp[] = []
  const accepted = new Set<string>()
  const keys = new Map<string, CryptoKey>([[admin, rootKey]])
  // An operation can be read as soon as its signer is known: as long as that finds one more, go on.
  for (let before = -1; before !== ops.length; ) {
    before = ops.length
    for (const one of waiting.splice(0)) {
      const key = keys.get(one.admin)
      if (!key) {
        waiting.push(one)
        continue
      }
      try {
        const op = await openOne(vault, one, key)
        ops.push({ admin: one.admin === admin ? 'root' : one.admin, op })
        accepted.add(one.name)
        if (op.op === 'add') keys.set(op.device, await importVerifyKey(op.sign, one.name))
      } catch (error) {
        if (!(error instanceof DamagedError)) throw error
        refused.push(error.message)
      }
    }
  }
  for (const { name } of waiting) refused.push(`${name}: nobody whom the store knows has signed it`)
  return { members: membersOf(ops), refused, accepted }
}

async function openOne(
  { store, space, keys }: Vault,
  { admin, seq, digest: hash, name, bytes }: { admin: string; seq: number; digest: string; name: string; bytes: Bytes },
  key: CryptoKey,
): Promise<MemberOp> {
  if ((await digest(bytes)) !== hash) throw new DamagedError(name, 'its bytes are not those of its name')
  return openMember({ store, space, admin, seq }, key, keys, bytes)
}

/** @param known names that need not be fetched again */
export async function fetchMembers(
  endpoint: Endpoint,
  vault: Vault,
  known: readonly NamedObject[],
  signal: AbortSignal,
): Promise<NamedObject[]> {
  const folder = membersFolder(vault.space)
  const names = (await endpoint.list(vault.at(folder), signal)).map(({ name }) => `${folder}/${name}`)
  const have = new Set(known.map(({ name }) => name))
  const fetched = await Promise.all(
    names
      .filter(name => !have.has(name))
      .map(async name => ({ name, bytes: await endpoint.get(vault.at(name), signal) })),
  )
  return fetched.flatMap(({ name, bytes }) => (bytes ? [{ name, bytes }] : []))
}
