/** Writes rows of requests to the disk. Whatever joins a row before its writing has begun is written with it. */
import type { Entry, RequestRow, Store } from '../store/index.ts'

export class Saving {
  readonly #store: Store
  readonly #isCurrent: (row: RequestRow) => boolean
  /** Rows whose writing has not begun. */
  readonly #waiting = new Map<RequestRow, Promise<void>>()

  /** @param isCurrent whether the row still waits: one that has ended must not come back */
  constructor(store: Store, isCurrent: (row: RequestRow) => boolean) {
    this.#store = store
    this.#isCurrent = isCurrent
  }

  /** Resolves when the row is on the disk, as it stands now or later. @param entry of a new one, for the activity */
  save(row: RequestRow, entry?: Entry): Promise<void> {
    const waiting = this.#waiting.get(row)
    if (waiting) return waiting
    const begin = () => this.#waiting.get(row) === saved && this.#waiting.delete(row)
    const saved: Promise<void> = this.#store.decide(async (tx, _head, note) => {
      begin()
      if (entry) note(entry)
      if (this.#isCurrent(row)) await tx.objectStore('requests').put(row)
    })
    this.#waiting.set(row, saved)
    saved.catch(begin) // where not even a transaction could be had
    return saved
  }
}
