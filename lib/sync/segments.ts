/** The next segment of this device's chain: what its log holds beyond the last one. */

import type { Revocations } from '../protocol/revocations.ts'
import type { Chain, LogChoice, Store } from '../store/index.ts'
import type { Sealed, Vault } from './vault.ts'

/** A segment, or a part of a snapshot, ends after so many characters of lines. */
export const maxLines = 4 * 2 ** 20
/** However small it is, a segment costs those who read it a request. */
const leastWeight = 4096

export interface Lines {
  text: string
  commits: number
  /** The last row of the log that was looked at. */
  n: number
}

/** To find out what was replaced costs a look at each record, ten times as much as all the rest. After so many commits… */
const sample = 1_000
/** …of which hardly one was replaced, it is not looked for any more in this object. */
const hardlyAny = 0.95

/** Reads on until there is enough, or nothing is left up to a row. */
export async function gather(store: Store, after: number, upto: number, choice: LogChoice): Promise<Lines> {
  const texts: string[] = []
  const lines: Lines = { text: '', commits: 0, n: after }
  let length = 0
  let seen = 0
  while (lines.n < upto && length < maxLines) {
    const isCompact = choice.isCompact && (seen < sample || lines.commits < hardlyAny * seen)
    const part = await store.backup.readLog(lines.n, upto, { ...choice, isCompact })
    texts.push(part.lines)
    length += part.lines.length
    seen += part.seen
    lines.commits += part.commits
    lines.n = part.n
  }
  return { ...lines, text: texts.join('') }
}

/** @returns the chain as it is then, and the segment; null for that where there is nothing to say */
export async function nextSegment(
  { store, vault, revocations }: { store: Store; vault: Vault; revocations: Revocations },
  chain: Chain,
  upto: number,
): Promise<{ chain: Chain; sealed: Sealed | null }> {
  const choice: LogChoice = { space: store.identity.space, as: vault.space, which: 'own', isCompact: false }
  const { text, commits, n } = await gather(store, chain.n, upto, choice)
  const revoked = revocations.since(chain.revokedAt)
  const hasRevoked = Object.keys(revoked).length > 0
  if (commits === 0 && !hasRevoked) return { chain: { ...chain, n }, sealed: null }
  const seq = chain.seq + 1
  const info = { seq, before: chain.hash, commits, ...(hasRevoked ? { revoked } : {}) }
  const sealed = await vault.sealSegment(chain.device, info, text)
  return {
    chain: {
      ...chain,
      seq,
      hash: sealed.digest,
      n,
      weight: chain.weight + Math.max(leastWeight, sealed.bytes.length),
      revokedAt: Math.max(chain.revokedAt, ...Object.values(revoked)),
    },
    sealed,
  }
}
