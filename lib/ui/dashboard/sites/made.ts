/** Goes through the records that a site made: counts, exports, deletes and restores them, slice by slice. */
import type { CollectionView } from '../../../protocol/owner.ts'
import { maxAtOnce, type WroteAsk } from '../../../protocol/wrote.ts'
import type { Sink } from '../../archive/sink.ts'
import type { Dashboard, Question } from '../service.ts'

export interface Progress {
  doing: 'counting' | 'exporting' | 'deleting' | 'restoring'
  /** Records that it has looked at, or that it has brought back, of about so many. */
  done: number
  all: number
}

export interface Work {
  dashboard: Pick<Dashboard, 'ask'>
  origin: string
  progress(progress: Progress): void
  signal: AbortSignal
}

/** Records of one collection, deleted by one commit. */
export interface Batch {
  collection: string
  ids: string[]
}

/** Collection → how many of its records the site made. */
export async function countMade(work: Work): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  await eachSlice(work, 'counting', async (collection, after) => {
    const slice = await ask(work, service => service.wrote(askOf(work, collection, after)))
    if (slice.ids.length > 0) counts.set(collection, (counts.get(collection) ?? 0) + slice.ids.length)
    return slice
  })
  return counts
}

/** Writes them as JSON Lines. @returns how many they are */
export async function exportMade(work: Work, sink: Sink): Promise<number> {
  const encoder = new TextEncoder()
  let records = 0
  try {
    await eachSlice(work, 'exporting', async (collection, after) => {
      const slice = await ask(work, service => service.wroteLines(askOf(work, collection, after)))
      await sink.write(encoder.encode(slice.text))
      records += slice.records
      return slice
    })
    await sink.close()
  } catch (error) {
    await sink.abort().catch(() => {})
    throw error
  }
  return records
}

/** @param deleted told of each batch that is gone, also when what follows fails */
export async function deleteMade(work: Work, deleted: (batch: Batch) => void): Promise<void> {
  await eachSlice(work, 'deleting', async (collection, after) => {
    const slice = await ask(work, service => service.wrote(askOf(work, collection, after)))
    for (let i = 0; i < slice.ids.length; i += maxAtOnce) {
      const batch = { collection, ids: slice.ids.slice(i, i + maxAtOnce) }
      // Noted beforehand: of what an interrupted question did, nobody knows, and restoring what is there does nothing.
      deleted(batch)
      await ask(work, service => service.removeMade({ origin: work.origin, ...batch }))
    }
    return slice
  })
}

/** @returns how many are back */
export async function restoreMade(work: Work, batches: readonly Batch[]): Promise<number> {
  const all = batches.reduce((sum, { ids }) => sum + ids.length, 0)
  let done = 0
  let back = 0
  for (const batch of batches) {
    work.progress({ doing: 'restoring', done, all })
    back += await ask(work, service => service.restoreMade({ origin: work.origin, ...batch }))
    done += batch.ids.length
  }
  return back
}

async function eachSlice(
  work: Work,
  doing: Progress['doing'],
  look: (collection: string, after: string | null) => Promise<{ seen: number; next: string | null }>,
): Promise<void> {
  const collections: CollectionView[] = await ask(work, service => service.collections())
  const all = collections.reduce((sum, { records }) => sum + records, 0)
  let done = 0
  work.progress({ doing, done, all })
  for (const { name } of collections) {
    let after: string | null = null
    do {
      const slice: { seen: number; next: string | null } = await look(name, after)
      done += slice.seen
      after = slice.next
      work.progress({ doing, done, all: Math.max(all, done) })
    } while (after !== null)
  }
}

const askOf = ({ origin }: Work, collection: string, after: string | null): WroteAsk => ({ origin, collection, after })

/** Milliseconds before a question is put again; each of them may be put twice. */
const pauses = [100, 200, 400, 800]

async function ask<T>({ dashboard, signal }: Work, question: Question<T>): Promise<T> {
  for (const pause of pauses) {
    signal.throwIfAborted()
    try {
      return await dashboard.ask(question)
    } catch {
      await new Promise(resolve => setTimeout(resolve, pause))
    }
  }
  signal.throwIfAborted()
  return dashboard.ask(question)
}
