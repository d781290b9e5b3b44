/** A restore that changes nothing: into a store of its own, compared with what is here, and thrown away. */

import type { DrillReport } from '../protocol/backup.ts'
import type { Revocations } from '../protocol/revocations.ts'
import { deleteDatabase, Store } from '../store/index.ts'
import { applyPiece } from './apply.ts'
import { compareStores } from './compare.ts'
import type { Progress } from './progress.ts'
import { planShown } from './restoring.ts'
import type { Session } from './session.ts'
import { stageOn } from './stage.ts'

/** One name for all of them: what an interrupted one left goes with the next. */
const scratch = 'allod-drill'
const nothing: Revocations = { since: () => ({}), end: async () => {} }

export async function drill(session: Session, signal: AbortSignal, progress: Progress): Promise<DrillReport> {
  const { store } = session
  const { n: since } = await store.archiveSize()
  await deleteDatabase(scratch)
  const copy = await Store.open(scratch, { now: session.now })
  try {
    await copy.adoptSpace(store.identity.space)
    const stage = stageOn(copy)
    const { plan, bytes } = await planShown(session, { signal, kitCode: '', stage }, progress)
    progress.begin('applying', 'records', plan.pieces.length)
    for (const [i, piece] of plan.pieces.entries()) {
      signal.throwIfAborted()
      progress.set(i, plan.pieces.length)
      await applyPiece(copy, { vault: session.vault, stage, signal }, piece, nothing)
    }
    progress.begin('comparing', 'records')
    const found = await compareStores({ ours: store, copy, since, signal }, done => progress.set(done, 0))
    const status = await store.backup.get('status')
    const isWell = found.missing === 0 && found.different === 0
    if (status && isWell) await store.backup.put('status', { ...status, drilledAt: session.now() })
    return { ...found, commits: plan.commits, devices: plan.devices, bytes }
  } finally {
    copy.close()
    await deleteDatabase(scratch)
  }
}
