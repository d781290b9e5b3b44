/** How many records each collection has. Counting reads every row, so a count is kept and brought up to date. */
import type { Slice, Touched } from './browse.ts'

interface Countable {
  collections(space: string): Promise<{ name: string; rows: number }[]>
  slice<T>(space: string, collection: string, after: string | null, read: () => T | undefined): Promise<Slice<T>>
  touchedSince(n: number, space: string, collection: string): Promise<{ n: number; touched: Touched[] } | null>
}

export interface CollectionCount {
  name: string
  records: number
  /** False: not counted yet, and deleted records may be among them. */
  isExact: boolean
}

/** Written to again and again while it is counted, a collection is counted anew so many times. */
const maxAttempts = 3

export class Tallies {
  readonly #store: Countable
  readonly #space: string
  readonly #counts = new Map<string, { records: number; n: number }>()
  readonly #counting = new Map<string, Promise<void>>()

  constructor(store: Countable, space: string) {
    this.#store = store
    this.#space = space
  }

  /** What is known now; collections without records are left out. */
  async all(): Promise<CollectionCount[]> {
    const all = await this.#store.collections(this.#space)
    const counted = all.map(async ({ name, rows }): Promise<CollectionCount> => {
      const records = await this.#updated(name)
      return records === null ? { name, records: rows, isExact: false } : { name, records, isExact: true }
    })
    return (await Promise.all(counted)).filter(({ records }) => records > 0)
  }

  /** Counts a collection; resolves when its number is exact, or when it changes too fast to be told. */
  count(collection: string): Promise<void> {
    const running = this.#counting.get(collection) ?? this.#count(collection)
    this.#counting.set(collection, running)
    return running.finally(() => this.#counting.delete(collection))
  }

  async #count(collection: string): Promise<void> {
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      let records = 0
      let after: string | null = null
      let from: number | null = null
      do {
        const slice: Slice<never> = await this.#store.slice<never>(this.#space, collection, after, () => undefined)
        records += slice.seen
        after = slice.next
        from ??= slice.n
      } while (after !== null)
      const since = await this.#store.touchedSince(from, this.#space, collection)
      if (since?.touched.length !== 0) continue
      this.#counts.set(collection, { records, n: since.n })
      return
    }
  }

  async #updated(collection: string): Promise<number | null> {
    const known = this.#counts.get(collection)
    if (!known) return null
    const since = await this.#store.touchedSince(known.n, this.#space, collection)
    if (!since) {
      this.#counts.delete(collection)
      return null
    }
    const gained = since.touched.map(
      ({ before, after }) => Number(after?.alive.value ?? false) - Number(before?.alive.value ?? false),
    )
    const records = known.records + gained.reduce((sum, one) => sum + one, 0)
    // Another call may have been there first; both counted from the same place, so both are right.
    this.#counts.set(collection, { records, n: since.n })
    return records
  }
}
