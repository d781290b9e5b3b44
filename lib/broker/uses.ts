/** When grants were last used. */
import type { GrantRow, Store } from '../store/index.ts'
import { nameOfRow } from './grant-rows.ts'

/** The disk learns of a use at most so often. Milliseconds. */
const usesWritten = 3_600_000

export class Uses {
  readonly #store: Store
  /** Row → the last use that is on the disk. */
  readonly #onDisk = new Map<string, number>()

  constructor(store: Store) {
    this.#store = store
  }

  /** The disk has this row. */
  read(row: GrantRow): void {
    if (row.usedAt !== undefined) this.#onDisk.set(nameOfRow(row), row.usedAt)
  }

  /** In memory at once, on the disk at most once an hour. */
  note(row: GrantRow, now: number): void {
    row.usedAt = now
    const name = nameOfRow(row)
    if (now - (this.#onDisk.get(name) ?? 0) < usesWritten) return
    this.#onDisk.set(name, now)
    this.#write(row, now).catch(error => {
      this.#onDisk.delete(name)
      console.error(error)
    })
  }

  /** In a transaction of its own, and without a new epoch: what is granted stays as it is. */
  #write({ origin, space, collection }: GrantRow, usedAt: number): Promise<void> {
    return this.#store.decide(async tx => {
      const grants = tx.objectStore('grants')
      const row = await grants.get([origin, space, collection])
      if (row) await grants.put({ ...row, usedAt })
    })
  }
}
