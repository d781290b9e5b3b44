/** Undoes what one writer did to some records: so many at once, each part one commit. */
import type { RecordName, UndoRange } from '../../../protocol/history.ts'
import { askFor, parts, type Work } from './plan.ts'

export type Range = Pick<UndoRange, 'from' | 'upto'>

export interface Carried {
  /** How many records it changed. */
  count: number
  /** Those that it went through. */
  records: RecordName[]
  /** Where in the log it stands, for the way back; null where that could not be told. */
  range: Range | null
  end: 'done' | 'stopped' | { failure: string }
}

/** Does not throw: what was done until it was stopped, or failed, can be taken back. */
export async function carryOut(
  work: Work & { progress(of: { done: number; all: number }): void },
  { from, upto }: Range,
  records: readonly RecordName[],
): Promise<Carried> {
  const { by, signal } = work
  const carried: Carried = { count: 0, records: [], range: null, end: 'done' }
  try {
    const before = await endOfLog(work)
    carried.range = { from: before, upto: before }
    for (const part of parts(records)) {
      work.progress({ done: carried.records.length, all: records.length })
      const names = part.map(({ collection, id }) => ({ collection, id }))
      signal.throwIfAborted()
      carried.records.push(...names) // beforehand: of what an interrupted question did, nobody knows
      let attempts = 0
      const count = await askFor(work, service => {
        attempts++
        return service.undo({ by, from, upto, records: names })
      })
      // Where an answer was lost and nothing is left to be done, that answer had done it.
      carried.count += attempts > 1 && count === 0 ? names.length : count
    }
  } catch (error) {
    carried.end = signal.aborted ? 'stopped' : { failure: (error as Error).message }
  }
  if (carried.range) {
    const upto = await endOfLog({ ...work, signal: new AbortController().signal }).catch(() => null)
    carried.range = upto === null ? null : { ...carried.range, upto }
  }
  return carried
}

/** What is written from now on stands behind it. */
async function endOfLog(work: Work): Promise<number> {
  const { upto } = await askFor(work, service => service.undoStart({ by: 'owner', since: Date.now() }))
  return upto
}
