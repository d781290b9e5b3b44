/** What a look at the endpoint works with: the other devices, who admitted them, and what has come up. */

import type { Revocations } from '../protocol/revocations.ts'
import type { NamedObject, Peer, Store } from '../store/index.ts'
import type { HeadFetch } from './heads.ts'
import { fetchMembers, type MembersContext, readMembers } from './members.ts'

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

/** Whether the endpoint has to go on showing it. */
export const isAwaited = ({ removedAt, hasLeft }: Peer): boolean => removedAt === null && !hasLeft

export const nameOf = (peer: Peer | undefined): string => peer?.name || peer?.device || ''
export const isKnown = (peers: readonly Peer[], wanted: string) => peers.some(({ device }) => device === wanted)

/** Looks who was admitted, and who was removed: before anything new of anybody is taken. */
export async function meet(context: PullContext, outcome: Pulled): Promise<void> {
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
