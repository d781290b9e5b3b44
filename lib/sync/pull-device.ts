/** One other device: its heads, what they name, and what of that is new here. */
import { DamagedError } from '../crypto/damaged.ts'
import { importVerifyKey } from '../crypto/sign.ts'
import type { Reach } from '../protocol/backup-format.ts'
import type { Peer } from '../store/index.ts'
import { applyPiece } from './apply.ts'
import type { FetchContext } from './fetch-chain.ts'
import { contradiction, fetchHeads, type HeadList, isForked, type SeenHead } from './heads.ts'
import { countingOf } from './members.ts'
import { beginning, planOf, unlessRemoved } from './plan.ts'
import { meet, nameOf, type PullContext, type Pulled } from './pulling.ts'
import { stageInMemory, stageOn } from './stage.ts'

/** So many segments are kept in memory; more, and snapshots, wait on the disk. */
const fewSegments = 8

/** @returns what is known of it then. @throws DamagedError, NewerFormatError, UnknownEpochError: nothing of it is merged */
export async function pullFrom(
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
