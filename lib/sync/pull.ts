/** What other devices have written since: looked for, fetched, verified, and only then merged. */
import { DamagedError, NewerFormatError } from '../crypto/damaged.ts'
import { UnknownEpochError } from '../crypto/seal.ts'
import type { NamedObject, Peer } from '../store/index.ts'
import { type HeadList, listHeads } from './heads.ts'
import { pullFrom } from './pull-device.ts'
import { isAwaited, isKnown, meet, nameOf, type PullContext, type Pulled } from './pulling.ts'

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
