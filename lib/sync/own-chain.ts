/** What this device has to say next, sealed and put into the outbox. Whatever dies in between, the chain goes on from there. */
import type { HeadInfo } from '../protocol/backup-format.ts'
import type { Revocations } from '../protocol/revocations.ts'
import type { Chain, NamedObject, Peer, Store } from '../store/index.ts'
import { nextSegment } from './segments.ts'
import { beginSnapshot, buildOn, wantsSnapshot } from './snapshots.ts'
import type { Sealed, Vault } from './vault.ts'

export interface ChainContext {
  store: Store
  vault: Vault
  revocations: Revocations
  signKey: CryptoKey
  /** Membership operations: what admits this device goes once more before its first head. */
  admissions: readonly NamedObject[]
  now(): number
}

/** A chain without a word in it. @param n the last row of the log that others have already */
export const newChain = (device: string, n = 0): Chain => ({
  device,
  counter: 0,
  looked: 0,
  headSeq: 0,
  toldSnapshot: 0,
  toldBefore: 0,
  seq: 0,
  hash: '',
  n,
  snapshot: null,
  snapshots: 0,
  weight: 0,
  building: null,
  isUntidy: false,
  slots: ['', ''],
  isNew: false,
  revokedAt: 0,
})

/**
 * Seals one step: a part of a snapshot, or a segment, with the head that follows where everything is said.
 * @param last up to which row of the log
 * @returns the chain; null where there is nothing more to say
 */
export async function sealNext(
  context: ChainContext,
  chain: Chain,
  peers: readonly Peer[],
  last: number,
): Promise<Chain | null> {
  const { store } = context
  if (chain.building) {
    const { chain: next, sealed } = await buildOn(context, chain, chain.building)
    return advance(context, chain, next, sealed)
  }
  if (chain.isNew && chain.seq === 0) return advance(context, chain, beginSnapshot(chain, peers, last), [])
  const { chain: next, sealed } = await nextSegment(context, chain, last)
  // Whoever follows the log never looks into a snapshot: what it holds has to stand in segments before.
  if (!sealed && next.n >= last && (chain.isNew || wantsSnapshot(chain))) {
    return advance(context, chain, beginSnapshot(next, peers, next.n), [])
  }
  const isSaid = next.n >= last
  const wasTold = chain.headSeq === chain.seq && chain.toldSnapshot === (chain.snapshot?.n ?? 0)
  if (!sealed && wasTold) {
    if (next.n > chain.n) await store.backup.advance(chain, next, []) // what was pulled need not be looked at again
    return null
  }
  // Where the endpoint has lost what came before, a head comes with the snapshot that stands for it.
  if (!isSaid || chain.isNew) return advance(context, chain, next, sealed ? [sealed] : [])
  const head = await context.vault.sealHead(chain.device, context.signKey, headOf(next, peers, context))
  // A device that has said nothing yet does not notice that the endpoint was emptied.
  const first = chain.counter === 0 ? context.admissions : []
  return advance(context, chain, told(next, head), [...first, ...(sealed ? [sealed] : [])], head)
}

/** The head that follows, of everything that the chain says now. */
export const headOf = (
  { device, counter, seq, hash, snapshot }: Chain,
  peers: readonly Peer[],
  { admissions, now }: Pick<ChainContext, 'admissions' | 'now'>,
): HeadInfo => ({
  counter: counter + 1,
  seq,
  hash,
  snapshot: snapshot && { n: snapshot.n, hash: snapshot.hash, seq: snapshot.seq },
  seen: Object.fromEntries(peers.flatMap(peer => (peer.device === device ? [] : [[peer.device, peer.counter]]))),
  members: admissions.length,
  time: now(),
})

function told(chain: Chain, { digest }: Sealed): Chain {
  const counter = chain.counter + 1
  const slots: Chain['slots'] = counter % 2 === 0 ? [digest, chain.slots[1]] : [chain.slots[0], digest]
  const toldSnapshot = chain.snapshot?.n ?? 0
  const toldBefore = counter === 1 ? toldSnapshot : chain.toldSnapshot
  return { ...chain, counter, slots, headSeq: chain.seq, toldSnapshot, toldBefore }
}

async function advance(
  { store }: ChainContext,
  from: Chain,
  to: Chain,
  sealed: readonly NamedObject[],
  head?: Sealed,
): Promise<Chain> {
  const rows = sealed.map(({ name, bytes }) => ({ name, bytes, isHead: false }))
  if (head) rows.push({ name: head.name, bytes: head.bytes, isHead: true })
  await store.backup.advance(from, to, rows)
  return to
}
