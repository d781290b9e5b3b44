/** Membership operations: an admin admits a device, or removes it. Their order does not matter. */
import { type MemberOp, memberSchema } from '../protocol/backup-format.ts'
import { type Bytes, digest } from './bytes.ts'
import { DamagedError } from './damaged.ts'
import { memberPlace, withDigest } from './names.ts'
import { type EpochKeys, open, seal } from './seal.ts'
import { type Purpose, signJson, verifyJson } from './sign.ts'

/** Where a membership operation belongs. */
export interface MemberPlace {
  store: string
  space: string
  admin: string
  seq: number
}

const purposeOf = ({ store, space, admin, seq }: MemberPlace): Purpose =>
  `allod member 1\n${store}\n${space}\n${admin}\n${seq}`

/** @returns the object, under the name without the store's in front */
export async function sealMember(at: MemberPlace, signKey: CryptoKey, epoch: number, keys: EpochKeys, op: MemberOp) {
  const name = memberPlace(at.space, at.admin, at.seq)
  const signed = await signJson(signKey, purposeOf(at), op)
  const bytes = await seal({ kind: 'm', store: at.store, name }, epoch, keys, signed)
  return { name: withDigest(name, await digest(bytes)), bytes }
}

/** @throws DamagedError, NewerFormatError, UnknownEpochError */
export async function openMember(
  at: MemberPlace,
  verifyKey: CryptoKey,
  keys: EpochKeys,
  sealed: Bytes,
): Promise<MemberOp> {
  const name = memberPlace(at.space, at.admin, at.seq)
  const { plaintext } = await open({ kind: 'm', store: at.store, name }, keys, sealed)
  const parsed = memberSchema.safeParse(await verifyJson(verifyKey, purposeOf(at), plaintext, name))
  if (!parsed.success) throw new DamagedError(name, 'this is no membership operation')
  return parsed.data
}
