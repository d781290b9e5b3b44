/** What the heads say: a listing tells which have changed, and those are fetched and verified. */
import { digest } from '../crypto/bytes.ts'
import { DamagedError } from '../crypto/damaged.ts'
import { headName, headsFolder, parseHeadName } from '../crypto/names.ts'
import type { HeadInfo } from '../protocol/backup-format.ts'
import type { Peer } from '../store/index.ts'
import type { Endpoint, Listed } from './endpoints/endpoint.ts'
import type { Vault } from './vault.ts'

/** Some servers' tags are the second and the size, and heads are all of one size. Milliseconds. */
const tagIsSure = 2_000

export interface SeenHead {
  head: HeadInfo
  digest: string
}

/** Device → the names of its slots, as listed. */
export type HeadList = Map<string, (Listed | undefined)[]>

export async function listHeads(endpoint: Endpoint, vault: Vault, signal: AbortSignal): Promise<HeadList> {
  const found: HeadList = new Map()
  for (const entry of await endpoint.list(vault.at(headsFolder(vault.space)), signal)) {
    const parsed = parseHeadName(entry.name)
    if (!parsed) continue
    const slots = found.get(parsed.device) ?? []
    slots[parsed.slot] = entry
    found.set(parsed.device, slots)
  }
  return found
}

export interface HeadFetch {
  endpoint: Endpoint
  vault: Vault
  signal: AbortSignal
  now: number
}

export interface FetchedHeads {
  /** The newest that verifies; null where nothing has changed, or nothing verifies. */
  newest: SeenHead | null
  slots: Peer['slots']
  /** What did not verify: one of them may just be being written. */
  damaged: string[]
}

/** Fetches those slots of a device that may have changed since. */
export async function fetchHeads(
  { endpoint, vault, signal, now }: HeadFetch,
  peer: Pick<Peer, 'device' | 'slots'>,
  verifyKey: CryptoKey,
  listed: readonly (Listed | undefined)[],
): Promise<FetchedHeads> {
  const slots: Peer['slots'] = []
  const heads: SeenHead[] = []
  const damaged: string[] = []
  const fetchSlot = async (slot: number) => {
    const entry = listed[slot]
    const known = peer.slots[slot]
    slots[slot] = known ?? null
    if (!entry) return
    const isSame = known != null && entry.tag !== null && known.tag === entry.tag
    if (isSame && known.isSure) return
    const since = isSame ? known.since : now
    const bytes = await endpoint.get(vault.at(headName(vault.space, peer.device, slot)), signal)
    slots[slot] = { tag: entry.tag, since, isSure: entry.tag !== null && now - since >= tagIsSure }
    if (!bytes) return
    try {
      const head = await vault.openHead(peer.device, slot, verifyKey, bytes)
      heads.push({ head, digest: await digest(bytes) })
    } catch (error) {
      if (!(error instanceof DamagedError)) throw error
      damaged.push(error.message)
    }
  }
  await Promise.all([fetchSlot(0), fetchSlot(1)])
  heads.sort((a, b) => b.head.counter - a.head.counter)
  return { newest: heads[0] ?? null, slots, damaged }
}

/** Why a head cannot follow what was seen of the device before; null where it can. */
export function contradiction(peer: Pick<Peer, 'counter'>, { head }: SeenHead): string | null {
  return head.counter < peer.counter ? `shows its state ${head.counter}, but had shown ${peer.counter}` : null
}

/**
 * Whether two have written under its name: a profile was copied, or put back, and has not noticed yet. Both heads are
 * signed by the device, so the server has not made one of them up.
 */
export function isForked(peer: Pick<Peer, 'counter' | 'digest' | 'seq' | 'hash'>, { head, digest }: SeenHead): boolean {
  if (peer.counter === 0) return false
  if (head.counter === peer.counter) return digest !== peer.digest
  return head.seq < peer.seq || (head.seq === peer.seq && head.hash !== peer.hash)
}
