/**
 * Which devices belong to the store, by what the owner's words have signed and what admitted devices have signed in their
 * turn. The order of the operations does not matter: removed is removed, and so is whoever a removed device admitted.
 */
import { digest } from '../crypto/bytes.ts'
import { DamagedError } from '../crypto/damaged.ts'
import { openMember } from '../crypto/member.ts'
import { membersFolder, parseMemberName } from '../crypto/names.ts'
import { importVerifyKey } from '../crypto/sign.ts'
import type { HeadInfo, MemberOp, Reach } from '../protocol/backup-format.ts'
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
  /** The digest of that one; '' where none counts. */
  removedHash: string
}

/** Who signed: `root`, or a device by its name. */
export interface SignedOp {
  admin: string
  /** The number that the signer gave it. */
  seq: number
  op: MemberOp
}

/**
 * Pure. What somebody says who is no member is worth nothing. Where a device was admitted more than once, the admission
 * that is nearest to the recovery words counts: so nobody can put another key in the place of one that they have signed.
 */
export function membersOf(ops: readonly SignedOp[]): Map<string, Member> {
  const removed = new Map<string, Reach>()
  for (const { admin, op } of ops) {
    if (op.op !== 'remove' || admin !== 'root') continue
    const known = removed.get(op.device)
    if (!known || op.seq < known.seq || (op.seq === known.seq && op.hash < known.hash)) removed.set(op.device, op)
  }
  const members = new Map<string, Member>()
  for (let admins = new Set(['root']); admins.size > 0; ) {
    const next = new Set<string>()
    for (const { admin, device, name, sign } of additionsOf(ops, admins)) {
      if (members.has(device) || device === 'root') continue
      const { seq = null, hash = '' } = removed.get(device) ?? {}
      members.set(device, { device, name, sign, by: admin, removedAt: seq, removedHash: hash })
      if (seq === null) next.add(device)
    }
    admins = next
  }
  return members
}

/** The first by their own time; the rest of the order means nothing, and is the same everywhere. */
function additionsOf(ops: readonly SignedOp[], admins: ReadonlySet<string>) {
  const additions = ops.flatMap(({ admin, seq, op }) =>
    op.op === 'add' && admins.has(admin) ? [{ ...op, admin, seq }] : [],
  )
  const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
  return additions.sort(
    (a, b) =>
      a.time - b.time || order(a.admin, b.admin) || a.seq - b.seq || order(a.sign, b.sign) || order(a.name, b.name),
  )
}

/**
 * What of a device's head still counts. Of one that was removed its log up to there, and no snapshot: it could have made
 * that afterwards, and put anything into it. @throws DamagedError where that log is another than the one that counts
 */
export function countingOf(
  { device, removedAt, removedHash }: Pick<Member, 'device' | 'removedAt' | 'removedHash'>,
  head: HeadInfo,
): HeadInfo {
  if (removedAt === null) return head
  if (head.seq === removedAt && head.hash !== removedHash) {
    throw new DamagedError(device, 'it was removed, and its log is not the one that counted then')
  }
  const reach = head.seq > removedAt ? { seq: removedAt, hash: removedHash } : {}
  return { ...head, ...reach, snapshot: null }
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
  const accepted = new Set<string>()
  const refused: string[] = []
  const waiting = new Map<string, NamedOp[]>()
  for (const { name, bytes } of objects) {
    const folder = `${membersFolder(vault.space)}/`
    const parsed = name.startsWith(folder) ? parseMemberName(name.slice(folder.length)) : null
    if (!parsed) continue
    const signer = parsed.admin === admin ? 'root' : parsed.admin
    waiting.set(signer, [...(waiting.get(signer) ?? []), { ...parsed, name, bytes }])
  }
  const ops: SignedOp[] = []
  let members = membersOf(ops)
  // Who was admitted is settled before anything that it has signed is looked at: one step away from the words after another.
  for (let signers = [{ device: 'root', sign: root }]; signers.length > 0; ) {
    for (const { device, sign } of signers) {
      for (const one of waiting.get(device) ?? []) {
        try {
          ops.push({
            admin: device,
            seq: one.seq,
            op: await openOne(vault, one, await importVerifyKey(sign, one.name)),
          })
          accepted.add(one.name)
        } catch (error) {
          if (!(error instanceof DamagedError)) throw error
          refused.push(error.message)
        }
      }
      waiting.delete(device)
    }
    members = membersOf(ops)
    signers = [...members.values()].filter(({ device }) => waiting.has(device))
  }
  for (const { name } of [...waiting.values()].flat()) {
    refused.push(`${name}: nobody whom the store knows has signed it`)
  }
  return { members, refused, accepted }
}

type NamedOp = NamedObject & { admin: string; seq: number; digest: string }

async function openOne(
  { store, space, keys }: Vault,
  { admin, seq, digest: hash, name, bytes }: NamedOp,
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
