/** A moment in the life of one record: after a row of the log, or in the middle of it, where several wrote at once. */
import type { Stamp } from './stamp.ts'

export interface Moment {
  n: number
  /** Of the writes of row `n` that have happened already; null: all of them. */
  stamps: ReadonlySet<Stamp> | null
}

/** Whether something written in a row of the log has happened by then. */
export const hasHappened = ({ n, stamp }: { n: number; stamp: Stamp }, by: Moment): boolean =>
  n < by.n || (n === by.n && (by.stamps === null || by.stamps.has(stamp)))

/** A row of the log holds fewer commits. */
const commitsInRow = 2 ** 20

/** Names the state after the `k`th write to a record within row `n`: one number, and larger the later it was here. */
export const placeOf = (n: number, k: number): number => n * commitsInRow + k

export const fromPlace = (place: number): { n: number; k: number } => ({
  n: Math.floor(place / commitsInRow),
  k: place % commitsInRow,
})
