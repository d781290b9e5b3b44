/** What other devices have written since: looked for, fetched, verified, and only then merged. */
import { DamagedError, NewerFormatError } from '../crypto/damaged.ts'
import { UnknownEpochError } from '../crypto/seal.ts'
import { importVerifyKey } from '../crypto/sign.ts'
import type { Reach } from '../protocol/backup-format.ts'
import type { NamedObject, Peer, Store } from '../store/index.ts'
import { applyPiece } from './apply.ts'
import type { FetchContext } from './fetch-chain.ts'
import {
  contradiction,
  fetchHeads,
  type HeadFetch,
  type HeadList,
  isForked,
  listHeads,
  type SeenHead,
} from './heads.ts'
import { countingOf, fetchMembers, type MembersContext, readMembers } from './members.ts'
import { beginning, planOf, unlessRemoved } from './plan.ts'
import type { Revocations } from './revocations.ts'
import { stageInMemory, stageOn } from './stage.ts'

export interface PullContext extends HeadFetch, MembersContext {
  store: Store
  revocations: Revocations
  /** This device. */
  device: string
  /** Membership operations that are known. */
  objects: readonly NamedObject[]
  fetched(bytes: number): void
  expect(bytes: number): void
}

export interface Pulled {
  peers: Peer[]
  /** Membership operations that were not known. */
  objects: NamedObject[]
  added: number
  /** What the server does not show, or shows otherwise than it did. */
  warnings: string[]
  /** Membership has been looked at. */
  isMet: boolean
  /** Device → the last of its heads that another one has seen. */
  seen: Map<string, number>
  /** How many membership operations another device knows of, at most. */
  operations: number
  /** A device writes in a later version of the format, or with keys that this one was not given. */
  newer: string | null
}

/** So many segments are kept in memory; more, and snapshots, wait on the disk. */
const fewSegments = 8

export const newPeer = (device: string, name: string, sign: string): Peer => ({
  device,
  name,
  sign,
  counter: 0,
  digest: '',
  seq: 0,
  hash: '',
  slots: [null, null],
  hasLeft: false,
  removedAt: null,
  removedHash: '',
  time: null,
})

export async function pull(context: PullContext, peers: readonly Peer[], listed: HeadList): Promise<Pulled> {
  const outcome: Pulled = {
    peers: peers.filter(({ device }) => device !== context.device),
    objects: [],
    added: 0,
    warnings: [],
    isMet: false,
    seen: new Map(),
    operations: 0,
    newer: null,
  }
  const unknown = () =>
    [...listed.keys()].filter(device => device !== context.device && !isKnown(outcome.peers, device))
  const isMissing = (peer: Peer) => peer.counter > 0 && isAwaited(peer) && !listed.has(peer.device)
  if (unknown().length > 0 || outcome.peers.some(isMissing)) await meet(context, outcome)
  for (const device of unknown()) outcome.warnings.push(`${device}: objects of a device that nobody has admitted`)
  for (const i of outcome.peers.keys()) await pullOne(context, outcome, i, listed)
  const behind = () => [...outcome.peers.keys()].filter(i => isBehind(outcome, i))
  if (behind().length > 0) {
    // Another device has seen more of it than is listed here. A listing may be late: looked at once more, then it is said.
    const again = await listHeads(context.endpoint, context.vault, context.signal)
    for (const i of behind()) await pullOne(context, outcome, i, again)
    for (const i of behind())
      outcome.warnings.push(`${nameOf(outcome.peers[i])}: the server holds back what it wrote last`)
  }
  const known = () => context.objects.filter(isOperation).length + outcome.objects.length
  if (outcome.operations > known()) {
    await meet(context, outcome)
    if (outcome.operations > known()) outcome.warnings.push('The server holds back who belongs to the store.')
  }
  return outcome
}

/** A membership operation. */
const isOperation = ({ name }: NamedObject): boolean => name.split('/')[1] === 'm'

function isBehind({ peers, seen }: Pulled, i: number): boolean {
  const peer = peers[i]
  return peer !== undefined && isAwaited(peer) && peer.counter < (seen.get(peer.device) ?? 0)
}

async function pullOne(context: PullContext, outcome: Pulled, i: number, listed: HeadList): Promise<void> {
  const peer = outcome.peers[i] as Peer
  const entries = listed.get(peer.device)
  if (!entries) {
    if (peer.counter > 0 && isAwaited(peer))
      outcome.warnings.push(`${nameOf(peer)}: the server does not show it any more`)
    return
  }
  const next = await pullFrom(context, outcome, peer, entries).catch(async (error: unknown) => {
    if (error instanceof NewerFormatError || error instanceof UnknownEpochError) {
      outcome.newer = error.message // what this device writes can be read by that one: it goes on
      return peer
    }
    if (!(error instanceof DamagedError)) throw error
    // It may have been tidied up, or rewritten, between two requests: looked at once more, then it is said.
    const again = (await listHeads(context.endpoint, context.vault, context.signal)).get(peer.device) ?? []
    return pullFrom(context, outcome, { ...peer, slots: [null, null] }, again).catch((second: unknown) => {
      if (!(second instanceof DamagedError)) throw second
      outcome.warnings.push(`${nameOf(peer)}: ${second.message}`)
      return peer
    })
  })
  outcome.peers[i] = next
  if (JSON.stringify(next) !== JSON.stringify(peer)) await context.store.backup.putPeers([next])
}

/** Whether the endpoint has to go on showing it. */
const isAwaited = ({ removedAt, hasLeft }: Peer): boolean => removedAt === null && !hasLeft

const nameOf = (peer: Peer | undefined): string => peer?.name || peer?.device || ''
const isKnown = (peers: readonly Peer[], wanted: string) => peers.some(({ device }) => device === wanted)

/** Looks who was admitted, and who was removed: before anything new of anybody is taken. */
async function meet(context: PullContext, outcome: Pulled): Promise<void> {
  const { endpoint, vault, objects, signal, device: own } = context
  outcome.isMet = true
  const known = [...objects, ...outcome.objects]
  const fetched = await fetchMembers(endpoint, vault, known, signal)
  const { members, refused, accepted } = await readMembers(context, [...known, ...fetched])
  // What a server has spoilt is not kept: it may show the right one another time.
  outcome.objects.push(...fetched.filter(({ name }) => accepted.has(name)))
  outcome.warnings.push(...refused)
  outcome.peers = outcome.peers.map(peer => {
    const { removedAt = peer.removedAt, removedHash = peer.removedHash } = members.get(peer.device) ?? {}
    return { ...peer, removedAt, removedHash }
  })
  for (const { device, name, sign, by, removedAt, removedHash } of members.values()) {
    if (device !== own && !isKnown(outcome.peers, device))
      outcome.peers.push({
        ...newPeer(device, name, sign),
        removedAt,
        removedHash,
        ...(by === own ? { isCopy: true } : {}),
      })
  }
}

async function pullFrom(
  context: PullContext,
  outcome: Pulled,
  peer: Peer,
  entries: NonNullable<ReturnType<HeadList['get']>>,
): Promise<Peer> {
  const verifyKey = await importVerifyKey(peer.sign, peer.device)
  const { newest, slots, damaged } = await fetchHeads(context, peer, verifyKey, entries)
  if (!newest) {
    // One that is just being written is torn on some servers, and the other one is whole then.
    if (damaged.length > 0 && damaged.length === entries.filter(Boolean).length)
      throw new DamagedError(peer.device, damaged.join('; '))
    return { ...peer, slots }
  }
  // A head that is older than the known one is the other slot's: unless the newer one has become worse.
  const isOther = newest.head.counter === peer.counter - 1 && entries[peer.counter % 2] !== undefined
  if (isOther && peer.slots[peer.counter % 2]?.isSure && slots[peer.counter % 2] === peer.slots[peer.counter % 2]) {
    return { ...peer, slots }
  }
  const wrong = contradiction(peer, newest)
  if (wrong) throw new DamagedError(nameOf(peer), `the server ${wrong}`)
  const isFork = isForked(peer, newest)
  const isNews = isFork || newest.head.counter > peer.counter
  if (isNews && !outcome.isMet) await meet(context, outcome)
  if (isFork) outcome.warnings.push(`${nameOf(peer)}: two copies of it write under one name`)
  const { removedAt, removedHash } = outcome.peers.find(({ device }) => device === peer.device) ?? peer
  const now = { ...peer, removedAt, removedHash }
  const head = countingOf(now, newest.head)
  if (removedAt === null) listen(outcome, head)
  else if (isNews && newest.head.seq > removedAt) {
    outcome.warnings.push(`${nameOf(peer)}: it was removed, and what it has written since is not taken`)
  }
  const from = isFork ? beginning : peer
  const isPast = removedAt !== null && head.seq < from.seq
  const reach = isNews && !isPast ? await merge(context, outcome, { ...now, ...from }, head) : peer
  const { counter, time, left } = newest.head
  const { seq, hash } = reach
  return { ...now, seq, hash, slots, counter, digest: newest.digest, time, hasLeft: left ?? false }
}

/** What a device says of others. */
function listen(outcome: Pulled, { seen, members = 0 }: SeenHead['head']): void {
  for (const [device, counter] of Object.entries(seen)) {
    outcome.seen.set(device, Math.max(counter, outcome.seen.get(device) ?? 0))
  }
  outcome.operations = Math.max(outcome.operations, members)
}

async function merge(context: PullContext, outcome: Pulled, peer: Peer, head: SeenHead['head']): Promise<Reach> {
  const isLarge = head.seq - peer.seq > fewSegments || (peer.seq === 0 && head.snapshot !== null)
  const stage = isLarge ? stageOn(context.store) : stageInMemory()
  const fetching: FetchContext = { ...context, stage }
  const { pieces, reach } = await planOf(fetching, peer.device, peer, head).catch(unlessRemoved(peer.removedAt, peer))
  for (const piece of pieces) {
    outcome.added += await applyPiece(context.store, fetching, piece, context.revocations, peer.isCopy)
  }
  if (isLarge) await context.store.backup.clearStaged()
  return reach
}
