/** One turn of the backup: look at what others wrote, send what is sealed, seal and send what is new here, tidy up. */
import type { Chain, Peer } from '../store/index.ts'
import { BackupFault } from './faults.ts'
import { listHeads } from './heads.ts'
import { beginMove, endMove } from './move.ts'
import { newChain, sealNext } from './own-chain.ts'
import { checkOwnHead } from './own-head.ts'
import { pull } from './pull.ts'
import { newPeer } from './pulling.ts'
import { sendAll } from './send.ts'
import { openSession, operationsIn, type Parts, type Session } from './session.ts'
import { deleteAll, untidyOf } from './tidy.ts'

/** The outbox never has more: each step of the chain is sent before the next one is sealed. */
const mostRows = 1_000

export interface Turn {
  signal: AbortSignal
  /** Looks at what others wrote, and whether all that was put there is still there. */
  poll: boolean
  /** There is nothing at the endpoint, as it said before: nothing is sent until it is found otherwise. */
  isReset: boolean
  uploaded(bytes: number): void
  downloaded(bytes: number): void
  expect(bytes: number): void
  /** How much of the log is sealed, of how much. */
  sealed(done: number, all: number): void
}

export interface TurnDone {
  /** Devices that the server shows otherwise than it did. */
  warnings: string[]
  /** What another device wrote in a later format. */
  newer: string | null
  polled: boolean
}

/** @throws what stands in the way; what was done by then is done. Null: there is no backup. */
export async function turnOnce(parts: Parts, turn: Turn): Promise<TurnDone | null> {
  let session = await openSession(parts)
  if (!session) return null
  const { backup } = parts.store
  if (await backup.get('restoring')) return null // that goes first, and knows where everything stands
  const moving = await backup.get('moving')
  if (moving) {
    await endMove(session, moving)
    session = (await openSession(parts)) as Session
  }
  let found: Found = { warnings: [], newer: null }
  const isPolled = turn.poll || turn.isReset
  if (isPolled) {
    // Before anything is sent: a profile that was put back may have an old head to send, over its own newer one.
    const polled = await poll(session, turn)
    if (polled === 'ahead') {
      await beginMove(session)
      return turnOnce(parts, { ...turn, poll: true })
    }
    found = polled
  }
  await send(session, turn)
  await sealAndSend(session, turn)
  await tidy(session, turn)
  return { ...found, polled: isPolled }
}

const send = (session: Session, { signal, uploaded }: Turn) => sendAll({ ...session, signal, sent: uploaded })

async function chainOf({ store, keys }: Session): Promise<Chain> {
  const chain = (await store.backup.get('chain')) ?? newChain(keys.device)
  if (chain.device !== store.identity.device) throw new BackupFault('broken', 'The backup belongs to another device.')
  return chain
}

type Found = Pick<TurnDone, 'warnings' | 'newer'>

async function poll(session: Session, turn: Turn): Promise<Found | 'ahead'> {
  const { store, endpoint, vault, keys, setup } = session
  const { signal, downloaded: fetched, expect } = turn
  const [peers, chain, rows] = await Promise.all([
    store.backup.peers(),
    chainOf(session),
    store.backup.outbox(mostRows),
  ])
  const fetching = { endpoint, vault, signal, now: session.now() }
  const listed = await listHeads(endpoint, vault, signal)
  const own = peers.find(({ device }) => device === keys.device) ?? newPeer(keys.device, '', '')
  const waiting = rows.map(({ name }) => name)
  const admissions = operationsIn(session).map(({ name }) => name)
  const check = { ...fetching, chain, waiting, admissions, verifyKey: keys.sign.publicKey }
  const { is, slots } = await checkOwnHead(check, own, listed)
  if (is === 'ahead') return 'ahead'
  if (JSON.stringify(slots) !== JSON.stringify(own.slots)) await store.backup.putPeers([{ ...own, slots }])
  if (is === 'behind' || chain.looked !== chain.counter) {
    await store.backup.advance(chain, { ...(is === 'behind' ? unsaid(chain) : chain), looked: chain.counter }, [])
  }
  const context = { ...session, ...fetching, device: keys.device, objects: setup.objects, fetched, expect }
  const { warnings, objects, seen, newer } = await pull(context, peers, listed)
  if (objects.length > 0) {
    setup.objects = [...setup.objects, ...objects]
    await store.backup.put('setup', setup)
  }
  // Others have seen more of this device than it knows of itself.
  if ((seen.get(keys.device) ?? 0) > chain.counter) return 'ahead'
  if (is === 'behind') warnings.push('The server shows an older state of this device.')
  return { warnings, newer }
}

/** The last head has to be said once more: under the next number, since others may have seen this one. */
function unsaid(chain: Chain): Chain {
  const slots: Chain['slots'] = [...chain.slots]
  slots[chain.counter % 2] = ''
  return { ...chain, slots, headSeq: -1 }
}

async function sealAndSend(session: Session, turn: Turn): Promise<void> {
  const { store, keys } = session
  const context = { ...session, signKey: keys.sign.privateKey, admissions: operationsIn(session) }
  const others = async (): Promise<Peer[]> =>
    (await store.backup.peers()).filter(({ device }) => device !== keys.device)
  const peers = await others()
  // What is written meanwhile goes with the next turn: else one would never end while somebody types.
  let { n: upto } = await store.archiveSize()
  for (let chain: Chain | null = await chainOf(session); chain; ) {
    turn.signal.throwIfAborted()
    const wasBuilding: boolean = chain.building !== null
    chain = await sealNext(context, chain, peers, upto)
    if (!chain) return
    const { building, n } = chain
    turn.sealed(building?.after ?? n, building?.upto ?? n)
    // With a snapshot goes what was written while it was made: that may have replaced what would stand in it.
    if (wasBuilding && !building) upto = (await store.archiveSize()).n
    await send(session, turn)
  }
}

/** Both heads have to name the snapshot: what the one before names is there as long as it is. */
async function tidy(session: Session, { signal }: Turn): Promise<void> {
  const chain = await chainOf(session)
  const { n = 0 } = chain.snapshot ?? {}
  const isTold = chain.toldSnapshot === n && chain.toldBefore === n
  if (!chain.isUntidy || !isTold || (await session.store.backup.outboxSize()) > 0) return
  await deleteAll({ ...session, signal }, await untidyOf({ ...session, signal }, chain))
  await session.store.backup.advance(chain, { ...chain, isUntidy: false }, [])
}
