/**
 * Snapshots: everything that still counts, from whatever device, instead of the log that made it. Made part by part, and
 * gone on with where it was interrupted.
 *
 * What later writes have replaced is left out by how records stand when they are read, not by how they stood where the
 * snapshot ends. So a head may name a snapshot only together with all segments up to a moment after it was made: what has
 * replaced something stands in those.
 */

import type { Revocations } from '../protocol/revocations.ts'
import type { Building, Chain, LogChoice, Peer, Store } from '../store/index.ts'
import { gather, maxLines } from './segments.ts'
import type { Sealed, Vault } from './vault.ts'

/** Smaller logs are never worth a snapshot. Bytes. */
const leastLog = 256 * 1024
/** Nor are those that are small beside the snapshot. */
const share = 0.25

export interface SnapshotContext {
  store: Store
  vault: Vault
  revocations: Revocations
}

export const wantsSnapshot = ({ weight, snapshot }: Chain): boolean =>
  weight > Math.max(leastLog, share * (snapshot?.bytes ?? 0))

export function beginSnapshot(chain: Chain, peers: readonly Peer[], upto: number): Chain {
  const reached = peers.filter(({ seq, device }) => seq > 0 && device !== chain.device)
  const building: Building = {
    n: chain.snapshots + 1,
    upto,
    after: 0,
    reach: { seq: chain.seq, hash: chain.hash },
    vector: Object.fromEntries(reached.map(({ device, seq, hash }) => [device, { seq, hash }])),
    first: null,
    firstCommits: 0,
    parts: [],
  }
  return { ...chain, snapshots: building.n, building }
}

/** One part further. @returns the chain as it is then, and what is to be sent */
export async function buildOn(
  { store, vault, revocations }: SnapshotContext,
  chain: Chain,
  building: Building,
): Promise<{ chain: Chain; sealed: Sealed[] }> {
  const choice: LogChoice = { space: store.identity.space, as: vault.space, which: 'all', isCompact: true }
  const { text, commits, n } = await gather(store, building.after, building.upto, choice)
  const isFirst = building.first === null
  const next: Building = { ...building, after: n }
  const sealed: Sealed[] = []
  if (isFirst) {
    next.first = text
    next.firstCommits = commits
  } else if (commits > 0) {
    const part = await vault.sealPart(chain.device, building.n, building.parts.length, text)
    next.parts = [...building.parts, { hash: part.digest, bytes: part.bytes.length, commits }]
    sealed.push(part)
  }
  if (n < building.upto && text.length >= maxLines) return { chain: { ...chain, building: next }, sealed }
  const { parts, first, firstCommits, vector, reach } = next
  const all = parts.reduce((sum, part) => sum + part.commits, firstCommits)
  const revoked = revocations.since(0)
  const hasRevoked = Object.keys(revoked).length > 0
  const info = { n: building.n, ...reach, vector, commits: all, parts, ...(hasRevoked ? { revoked } : {}) }
  const whole = await vault.sealSnapshot(chain.device, info, first ?? '')
  const bytes = parts.reduce((sum, part) => sum + part.bytes, whole.bytes.length)
  const snapshot = { n: building.n, hash: whole.digest, seq: reach.seq, bytes, parts: parts.length }
  const done = {
    ...chain,
    building: null,
    isNew: false,
    snapshot,
    weight: 0,
    isUntidy: true,
    n: Math.max(chain.n, building.upto),
  }
  return { chain: done, sealed: [...sealed, whole] }
}
