/**
 * A whole store from its endpoint: everything is fetched, opened and verified first, and stands on the disk then. Only
 * what is whole is brought in, and that goes on after whatever interrupts it.
 */
import { DamagedError } from '../crypto/damaged.ts'
import { importVerifyKey } from '../crypto/sign.ts'
import type { Reach } from '../protocol/backup-format.ts'
import type { NamedObject, Peer, Piece } from '../store/index.ts'
import { groupsIn } from './apply.ts'
import { BackupFault } from './faults.ts'
import { type FetchContext, fetchSegments, fetchSnapshot } from './fetch-chain.ts'
import { fetchHeads, listHeads, type SeenHead } from './heads.ts'
import { checkKitCode, isOlderThanKit } from './kit.ts'
import { countingOf, type MembersContext, readMembers } from './members.ts'
import { type Plan, planOf, unlessRemoved } from './plan.ts'
import { newPeer } from './pulling.ts'

export interface RestoreContext extends FetchContext, MembersContext {
  now: number
  /** Membership operations that are known: those that stand at the endpoint, and this device's own. */
  objects: readonly NamedObject[]
  kitCode: string
  /** So many lines of so many are verified. */
  checked(done: number, all: number): void
}

export interface RestorePlan {
  /** In the order in which they are to be merged. */
  pieces: Piece[]
  peers: Peer[]
  commits: number
  devices: number
}

/** Other devices go on meanwhile. */
const attempts = 3

/**
 * What is missing, or held back, may have been tidied up or written a moment ago: as long as there are newer heads it is
 * looked at again.
 * @throws BackupFault `empty`, `older`, `damaged`; DamagedError, NewerFormatError, EndpointError. Nothing is changed then.
 */
export async function planRestore(context: RestoreContext): Promise<RestorePlan> {
  checkKitCode(context.kitCode)
  const { members, refused } = await readMembers(context, context.objects)
  for (let attempt = 1, before = ''; ; attempt++) {
    const found = await allHeads(context, members, refused)
    const now = JSON.stringify([...found.heads].map(([device, { digest }]) => [device, digest]).sort())
    try {
      return await planOfAll(context, members, found)
    } catch (error) {
      const isDamaged = error instanceof DamagedError || (error instanceof BackupFault && error.kind === 'damaged')
      if (!isDamaged || attempt === attempts || now === before) throw error
    }
    before = now
  }
}

type Members = Awaited<ReturnType<typeof readMembers>>['members']

async function planOfAll(
  context: RestoreContext,
  members: Members,
  { heads, peers }: Awaited<ReturnType<typeof allHeads>>,
): Promise<RestorePlan> {
  if (heads.size === 0) throw new BackupFault('empty', 'There is no device’s head at the server.')
  const kit = isOlderThanKit(context.kitCode, heads)
  if (kit) throw new BackupFault('older', kit)
  checkSeen(heads, members)
  const plan: RestorePlan = { pieces: [], peers: [], commits: 0, devices: heads.size }
  const { best, reached } = await fetchBest(context, members, heads, plan)
  for (const peer of peers) {
    const seen = heads.get(peer.device)
    if (!seen) continue
    const from = reached.get(peer.device) ?? { seq: 0, hash: '' }
    const { pieces, reach } = await planFor(context, peer, from, seen.head, peer.device === best)
    plan.pieces.push(...pieces)
    const { counter, time } = seen.head
    plan.peers.push({ ...peer, ...reach, counter, digest: seen.digest, time })
  }
  await verify(context, plan)
  return plan
}

/** @param hasSnapshot its snapshot has been fetched: what follows are the segments after that */
async function planFor(
  context: RestoreContext,
  { device, removedAt }: Peer,
  from: Reach,
  head: SeenHead['head'],
  hasSnapshot: boolean,
): Promise<Plan> {
  // Others may have gone further with one that was removed, before they heard of it.
  if (removedAt !== null && head.seq < from.seq) return { pieces: [], reach: from }
  if (!hasSnapshot) return planOf(context, device, from, head).catch(unlessRemoved(removedAt, from))
  const { seq, hash } = head
  return { pieces: await fetchSegments(context, device, from, head), reach: { seq, hash } }
}

async function allHeads(context: RestoreContext, members: Members, refused: readonly string[]) {
  const listed = await listHeads(context.endpoint, context.vault, context.signal)
  const heads = new Map<string, SeenHead>()
  const peers: Peer[] = []
  for (const [device, entries] of listed) {
    const member = members.get(device)
    // A stranger's are passed over. Where what admits a device is spoilt, everything that it wrote would be missing.
    if (!member && refused.length > 0) throw new BackupFault('damaged', refused.join('; '))
    if (!member) continue
    const key = await importVerifyKey(member.sign, device)
    const { newest, damaged, slots } = await fetchHeads(context, { device, slots: [null, null] }, key, entries)
    if (!newest && damaged.length > 0) throw new DamagedError(member.name || device, damaged.join('; '))
    if (!newest) continue
    const { digest } = newest
    heads.set(device, { head: countingOf(member, newest.head), digest })
    peers.push({
      ...newPeer(device, member.name, member.sign),
      removedAt: member.removedAt,
      removedHash: member.removedHash,
      slots,
    })
  }
  return { heads, peers }
}

/** A device that another one has seen must be there, and show no less. */
function checkSeen(heads: ReadonlyMap<string, SeenHead>, members: Members): void {
  for (const [by, { head }] of heads) {
    if (members.get(by)?.removedAt !== null) continue // what it says of others is worth nothing
    for (const [device, counter] of Object.entries(head.seen)) {
      if (counter <= (heads.get(device)?.head.counter ?? 0)) continue
      const name = members.get(device)?.name || device
      throw new BackupFault('damaged', `The server holds back what ${name} wrote last: another device has seen it.`)
    }
  }
}

/** The snapshot that holds most. @returns whose it is, and how far it reaches, by device */
async function fetchBest(
  context: RestoreContext,
  members: Members,
  heads: ReadonlyMap<string, SeenHead>,
  plan: RestorePlan,
) {
  const reached = new Map<string, Reach>()
  const best = [...heads]
    .filter(([device, { head }]) => head.snapshot && members.get(device)?.removedAt === null)
    .sort(([, a], [, b]) => b.head.time - a.head.time)
    .at(0)
  if (!best) return { best: null, reached }
  const [device, { head }] = best
  if (!head.snapshot) return { best: null, reached }
  const { pieces, reach, vector } = await fetchSnapshot(context, device, head.snapshot)
  plan.pieces.push(...pieces)
  for (const [other, there] of Object.entries(vector)) reached.set(other, there)
  reached.set(device, reach)
  return { best: device, reached }
}

/** Opens and parses every line, before the first is merged. */
async function verify(context: RestoreContext, plan: RestorePlan): Promise<void> {
  let done = 0
  for (const piece of plan.pieces) {
    for await (const groups of groupsIn(context, piece)) {
      plan.commits += groups.reduce((sum, { commits }) => sum + commits.length, 0)
    }
    context.checked(++done, plan.pieces.length)
  }
}
