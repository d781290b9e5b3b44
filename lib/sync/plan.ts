/** Which objects lead from what is known of a device to what its head says. */
import type { Reach } from '../protocol/backup-format.ts'
import type { Piece } from '../store/index.ts'
import { type FetchContext, ForkedError, fetchSegments, fetchSnapshot, MissingError } from './fetch-chain.ts'
import type { SeenHead } from './heads.ts'

export interface Plan {
  /** In the order in which they are to be merged. */
  pieces: Piece[]
  /** Where its log stands then. */
  reach: Reach
}

export const beginning: Reach = { seq: 0, hash: '' }

/**
 * What leads from what is known of a device to what its head says. Where its log was forked, and so does not lead there,
 * it is taken from its beginning: what is known already changes nothing.
 * @throws DamagedError, MissingError
 */
export async function planOf(
  context: FetchContext,
  device: string,
  { seq, hash }: Reach,
  head: SeenHead['head'],
): Promise<Plan> {
  const { snapshot } = head
  const end: Reach = { seq: head.seq, hash: head.hash }
  const start = seq > head.seq ? beginning : { seq, hash }
  if (start.seq > 0) {
    const viaLog = await fetchSegments(context, device, start, head).catch(ifElsewhere)
    if (viaLog) return { pieces: viaLog, reach: end }
  }
  if (!snapshot) return { pieces: await fetchSegments(context, device, beginning, head), reach: end }
  const { pieces, reach } = await fetchSnapshot(context, device, snapshot)
  return { pieces: [...pieces, ...(await fetchSegments(context, device, reach, head))], reach: end }
}

/** It was tidied up, or it was forked. */
function ifElsewhere(error: unknown): null {
  if (error instanceof MissingError || error instanceof ForkedError) return null
  throw error
}

/** What a removed device has tidied up since is in a snapshot that does not count. Others have it: there is nothing to take. */
export const unlessRemoved =
  (removedAt: number | null, from: Reach) =>
  (error: unknown): Plan => {
    if (removedAt === null || !(error instanceof MissingError)) throw error
    return { pieces: [], reach: from }
  }
