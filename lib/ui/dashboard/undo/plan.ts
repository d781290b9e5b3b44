/** Finds out what undoing a site's doings would mean, a part of the log at a time. Nothing is changed. */
import {
  type RecordName,
  type UndoPlan,
  type UndoRange,
  type UndoTouched,
  undoneAtOnce,
} from '../../../protocol/history.ts'
import { ask } from '../../archive/work.ts'
import type { Dashboard, Question } from '../service.ts'

export interface Work {
  dashboard: Pick<Dashboard, 'ask'>
  /** Whose doings: a site's origin, or `owner`. */
  by: string
  signal: AbortSignal
}

/** What would become of one record. Its title and fields are asked for again when it comes into view. */
export interface Planned extends RecordName {
  does: UndoPlan['does']
  /** Others have changed something of it since, and that stays. */
  isKept: boolean
}

/** How many records it does what to; `nothing`: others have changed all of it since. */
export type Counts = Record<UndoPlan['does'], number>

export interface Plan {
  range: UndoRange
  /** Those of which something is left to be undone, or was changed by others since. */
  records: Planned[]
  counts: Counts
  /** What the site did before this moment is not kept any more, and was asked for. */
  cutAt: number | null
  /** In so many more nothing of it shows any more. */
  others: number
}

export interface Looking {
  /** Of the log: how far it has looked, and how far it has to. */
  done: number
  all: number
  counts: Counts
}

export async function planUndo(work: Work & { progress(looking: Looking): void }, since: number): Promise<Plan> {
  const { by } = work
  const range = await askFor(work, service => service.undoStart({ by, since }))
  const { from, upto, oldest } = range
  const cutAt = oldest !== null && since < oldest ? oldest : null
  const records: Planned[] = []
  const counts: Counts = { delete: 0, restore: 0, change: 0, nothing: 0 }
  let others = 0
  const seen = new Names()
  let after: number | null = from
  while (after !== null) {
    const place: number = after
    work.progress({ done: place - from, all: upto - from, counts: { ...counts } })
    const touched: UndoTouched = await askFor(work, service => service.undoTouched({ by, from, upto, after: place }))
    for (const part of parts(touched.records.filter(record => seen.add(record)))) {
      const plans = await askFor(work, service => service.undoPlan({ by, from, upto, records: part }))
      for (const { collection, id, does, kept } of plans) {
        const isKept = kept.length > 0
        if (does === 'nothing' && !isKept) others++
        else {
          records.push({ collection, id, does, isKept })
          counts[does]++
        }
      }
    }
    after = touched.next
  }
  return { range, records, counts, cutAt, others }
}

/** Each question may be put twice, so one that the background's end has cut off is put again. */
export const askFor = <T>(
  { dashboard, signal }: Pick<Work, 'dashboard' | 'signal'>,
  question: Question<T>,
): Promise<T> => ask({ client: dashboard, signal }, question)

/** So many as are undone by one commit. */
export function parts<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / undoneAtOnce) }, (_, i) =>
    all.slice(i * undoneAtOnce, (i + 1) * undoneAtOnce),
  )
}

/** Names of records, the strings of which are held by the plan already. */
class Names {
  readonly #ids = new Map<string, Set<string>>()

  /** @returns whether it is new */
  add({ collection, id }: RecordName): boolean {
    const ids = this.#ids.get(collection) ?? new Set()
    this.#ids.set(collection, ids)
    if (ids.has(id)) return false
    ids.add(id)
    return true
  }
}
