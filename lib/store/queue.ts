/**
 * The one commit queue: every change of the store goes through it, one transaction at a time. All writes that wait
 * when it turns become one transaction with one row in the log; decisions of the owner go first, each on its own.
 */

import type { Entry } from './activity.ts'
import type { Author } from './commit.ts'
import type { Group } from './group.ts'
import type { FieldSet } from './loaded.ts'
import type { RecordKey } from './row.ts'
import type { Head, WriteTransaction } from './schema.ts'

/** One call's write. It is parsed, hashed and decoded before it gets here. */
export interface PendingWrite {
  space: string
  author: Author
  /** The owner's own writes are on the disk before they are acknowledged. */
  strict?: boolean
  /** The records that `apply` looks at. */
  keys: RecordKey[]
  /** Those of them whose ids have just been made at random: there is nothing to load. */
  fresh?: ReadonlySet<RecordKey>
  /** The client ids that it brings into texts. */
  clients?: { key: RecordKey; field: string; ids: number[] }[]
  /** The revisions that puts are based on, and the fields that they were made from. */
  bases?: { key: RecordKey; rev: string; visible(madeBy: string): FieldSet | null }[]
  /** Whose answer is to be kept, and under what. */
  call?: { document: string; n: number; hash: string }
  /**
   * Runs inside the transaction, with everything loaded; must not wait. Decides by the grants of this instant,
   * commits to the group at most once, as its last act, and returns the answer. When it throws, nothing is written.
   */
  apply(group: Group): unknown
  /** What to note of it, asked once `apply` has returned; it is written in the same transaction. */
  noted?(): readonly Entry[]
}

/**
 * A change that is not a commit: grants, requests. Runs alone in a transaction of its own, ahead of all writes.
 * What it notes is written in the same transaction.
 */
export type Decision<T> = (tx: WriteTransaction, head: Head, note: (entry: Entry) => void) => Promise<T>

export interface QueuedWrite {
  write: PendingWrite
  resolve(value: unknown): void
  reject(error: unknown): void
}

export interface Turner {
  turn(writes: QueuedWrite[]): Promise<void>
}

const maxWrites = 2_000

export class Queue {
  readonly #turner: Turner
  readonly #decisions: (() => Promise<void>)[] = []
  #writes: QueuedWrite[] = []
  #running = false

  constructor(turner: Turner) {
    this.#turner = turner
  }

  write(write: PendingWrite): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#writes.push({ write, resolve, reject })
      void this.#run()
    })
  }

  decide<T>(decision: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#decisions.push(() => decision().then(resolve, reject))
      void this.#run()
    })
  }

  async #run(): Promise<void> {
    if (this.#running) return
    this.#running = true
    await undefined // whatever this task still brings goes into the same group
    for (;;) {
      const decision = this.#decisions.shift()
      if (decision) {
        await decision()
        continue
      }
      if (this.#writes.length === 0) break
      const writes = this.#writes.slice(0, maxWrites)
      this.#writes = this.#writes.slice(maxWrites)
      await this.#turner.turn(writes)
    }
    this.#running = false
  }
}
