/** Texts as they read at earlier moments, from all their updates: the rows that stand, and those that were merged. */
import type { Text } from '../text/index.ts'
import { hasHappened, type Moment } from './moment.ts'
import { baseOf, type RecordKey, type Row } from './row.ts'
import { startingWith, type TextRow, type Transaction } from './schema.ts'
import { seededText, textKeyOf } from './texts.ts'

/** Every update of a record's texts, in the order in which they came here. */
export async function updatesOfRecord(tx: Transaction, key: RecordKey): Promise<TextRow[]> {
  const range = startingWith(key)
  const [rows, packs] = await Promise.all([
    tx.objectStore('texts').getAll(range),
    tx.objectStore('packs').getAll(range),
  ])
  const packed = new Set(packs.map(pack => JSON.stringify(textKeyOf(pack))))
  const apart = rows.filter(row => !packed.has(JSON.stringify(textKeyOf(row))))
  return [...packs.flatMap(({ parts }) => parts), ...apart].sort((a, b) => a.n - b.n || a.i - b.i)
}

/** Several updates that are not kept apart any more: who wrote what of it is not known. */
export const isMerged = ({ count = 1 }: TextRow): boolean => count > 1

/** Of one record. It is cheapest asked from the oldest moment to the newest. */
export class PastTexts {
  readonly #updates: readonly TextRow[]
  /** Field and base → the text so far, and how many of its updates are in it. */
  readonly #texts = new Map<string, { text: Text; all: TextRow[]; done: number }>()

  constructor(updates: readonly TextRow[]) {
    this.#updates = updates
  }

  /** Null: that state is not kept. */
  read(row: Row, field: string, at: Moment): string | null {
    const base = baseOf(row, field)
    const name = JSON.stringify([field, base])
    let known = this.#texts.get(name)
    const isPast = known?.all[known.done - 1]
    if (!known || (isPast && !hasHappened(isPast, at))) {
      const all = this.#updates.filter(update => update.field === field && update.base === base)
      known = { text: seededText(row, field), all, done: 0 }
      this.#texts.set(name, known)
    }
    const { text, all } = known
    const next = all.slice(known.done)
    const missing = next.findIndex(update => !hasHappened(update, at))
    const due = missing < 0 ? next : next.slice(0, missing)
    if (due.length > 0) text.applyAll(due.map(({ update }) => update))
    known.done += due.length
    const later = missing < 0 ? [] : next.slice(missing)
    return later.some(update => isMerged(update) && (update.from ?? update.n) <= at.n) ? null : text.toString()
  }
}
