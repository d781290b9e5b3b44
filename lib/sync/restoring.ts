/** Restoring, in two halves: what can fail comes first and changes nothing; what changes goes on until it is done. */
import type { Piece, Store } from '../store/index.ts'
import { applyPiece } from './apply.ts'
import { newChain } from './own-chain.ts'
import type { Progress } from './progress.ts'
import { planRestore, type RestoreContext } from './restore.ts'
import { openSession, type Parts, type Session } from './session.ts'
import { stageOn } from './stage.ts'

interface Asked {
  kitCode: string
  recipient: string
  signal: AbortSignal
}

/** Fetches and verifies everything, and shows how far that is. */
export async function planShown(
  session: Session,
  { signal, kitCode, stage }: Pick<RestoreContext, 'signal' | 'kitCode' | 'stage'>,
  progress: Progress,
) {
  let bytes = 0
  progress.begin('downloading', 'bytes')
  const plan = await planRestore({
    ...session,
    signal,
    kitCode,
    stage,
    now: session.now(),
    objects: session.setup.objects,
    fetched(more) {
      bytes += more
      progress.add(more)
    },
    expect: all => progress.expect(all),
    checked(done, all) {
      progress.begin('checking', 'records', all)
      progress.set(done, all)
    },
  })
  return { plan, bytes }
}

/** Fetches and verifies everything, and decides that it is to be brought in. @throws before anything is changed */
export async function prepareRestore(session: Session, { kitCode, recipient, signal }: Asked, progress: Progress) {
  const { store, setup, keys } = session
  const backup = store.backup
  await backup.clearStaged()
  const { plan, bytes } = await planShown(session, { signal, kitCode, stage: stageOn(store) }, progress)
  signal.throwIfAborted()
  // A profile in which nothing was done yet becomes the very store; into another one it is merged.
  await store.adoptSpace(setup.space)
  const peers = plan.peers.filter(({ device }) => device !== keys.device)
  const chain = newChain(keys.device)
  const exports = (await backup.get('exports')) ?? { exportedAt: null, recipient: null }
  const restoring = { pieces: plan.pieces, done: 0, chain, peers }
  await backup.begin(
    { setup, keys, chain, restoring, exports: { ...exports, recipient } },
    peers,
    setup.objects.slice(-1), // what admits this device was made last, and is not there yet
  )
  return { commits: plan.commits, devices: plan.devices, bytes }
}

/** Brings in what is staged. Called again by whatever background comes next. @returns how many records there are then */
export async function finishRestore(parts: Parts, progress: Progress): Promise<number> {
  const { backup } = parts.store
  const session = await openSession(parts)
  const restoring = await backup.get('restoring')
  if (!session || !restoring) return 0
  const { pieces } = restoring
  progress.begin('applying', 'records', pieces.length)
  const context = { vault: session.vault, stage: stageOn(parts.store), signal: new AbortController().signal }
  for (let { done } = restoring; done < pieces.length; done++) {
    progress.set(done, pieces.length)
    await applyPiece(parts.store, context, pieces[done] as Piece, parts.revocations)
    await backup.put('restoring', { ...restoring, done: done + 1 })
  }
  await backup.endRestore(restoring)
  progress.end()
  return countRecords(parts.store)
}

async function countRecords(store: Store): Promise<number> {
  const { space } = store.identity
  const collections = await store.collections(space)
  const counts = collections.map(({ name }) => store.count(space, name, Number.POSITIVE_INFINITY))
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0)
}
