/** All records in the order of an index: by value in either direction, and by id among equal ones. */
import { type Key, missingKey, unknownKey } from '../../query/index.ts'
import type { LoadedRecord } from '../loaded.ts'
import type { IndexRow, Transaction } from '../schema.ts'
import type { Order } from './access.ts'
import { byRuns, type Place, placesDown, placesUp } from './places.ts'
import { type Reached, type Reading, readNamed, type Source } from './source.ts'

/** Null: there is nothing more. */
type Part = (tx: Transaction, count: number) => Promise<Place[] | null>

/** Null's: the first of all values. */
const first: Key = [1]

export class Ordered implements Source {
  readonly isOrdered = true
  readonly index: number
  readonly #place: [string, string]
  readonly #order: Order
  /** What is left to go through, in this order. Values that are too long for a key come first: they may belong anywhere. */
  readonly #parts: Part[]
  #reached: Reached = 'unordered'
  /** What each part begins with. The first ones are mostly empty: waiting for one after the other would take as long again. */
  #begun: Map<Part, Promise<Place[] | null>> | undefined

  /** @param unknown the records of which the index does not know the value */
  constructor(place: [string, string], { no }: IndexRow, order: Order, unknown: readonly string[]) {
    this.#place = place
    this.#order = order
    this.index = no
    const { from: start, isDescending } = order
    const isInMissing = start === undefined || indexedDB.cmp(start.key, missingKey) === 0
    this.#parts = [listed(unknown)]
    if (isInMissing) this.#parts.push(this.#run(missingKey, start?.id ?? null))
    else this.#parts.push(this.#run(start.key, start.id))
    const from = isInMissing ? null : start.key
    this.#parts.push(isDescending ? this.#down(from) : this.#up(from))
  }

  /** Records without a key come first, and tell nothing of the order. */
  get reached(): Reached {
    return this.#reached
  }

  async next(reading: Reading, count: number): Promise<LoadedRecord[] | null> {
    for (;;) {
      const [part] = this.#parts
      if (!part) return null
      this.#begun ??= new Map(this.#parts.map(part => [part, begin(part, reading.tx, count)]))
      const begun = this.#begun.get(part)
      this.#begun.delete(part)
      const places = await (begun ?? part(reading.tx, count))
      if (!places || places.length === 0) {
        this.#parts.shift()
        if (!places) continue
      }
      const last = places.at(-1)
      if (!last) continue
      const isKnown = indexedDB.cmp(last.key, unknownKey) !== 0
      if (isKnown) this.#reached = { key: last.key, isLast: this.#order.isLast }
      return readNamed(
        reading,
        this.#place,
        places.map(({ id }) => id),
      )
    }
  }

  /** One value, by id. */
  #run(key: Key, from: string | null): Part {
    let after = from
    let isOver = false
    return async (tx, count) => {
      if (isOver) return null
      const found = await placesUp(tx, this.#valueRange(key, after), count)
      isOver = found.length < count
      after = found.at(-1)?.id ?? null
      return found
    }
  }

  #up(after: Key | null): Part {
    const end = [this.index, unknownKey]
    let range: IDBKeyRange | null = after
      ? IDBKeyRange.bound([this.index, after, []], end, true, true)
      : IDBKeyRange.bound([this.index, first], end, false, true)
    return async (tx, count) => {
      if (!range) return null
      const found = await placesUp(tx, range, count)
      const last = found.at(-1)
      range =
        last && found.length === count ? IDBKeyRange.bound([this.index, last.key, last.id], end, true, true) : null
      return found
    }
  }

  /**
   * Values downwards, and each value's records by id. A run that is longer than what is read at once is gone through from
   * its beginning, so that a value which half of the records share costs no more than what is wanted of it.
   */
  #down(before: Key | null): Part {
    const below = (key: Key) =>
      indexedDB.cmp(key, first) > 0 ? IDBKeyRange.bound([this.index, first], [this.index, key], false, true) : null
    let upper = below(before ?? unknownKey)
    let run: Part | null = null
    return async (tx, count) => {
      if (run) {
        const found = await run(tx, count)
        if (found && found.length > 0) return found
        run = null
      }
      if (!upper) return null
      const found = await placesDown(tx, upper, count)
      const last = found.at(-1)
      if (!last) return null
      const isEnd = found.length < count
      const whole = isEnd ? found : found.filter(({ key }) => indexedDB.cmp(key, last.key) !== 0)
      if (whole.length === 0) {
        run = this.#run(last.key, null)
        upper = below(last.key)
        return run(tx, count)
      }
      const lowest = (whole.at(-1) as Place).key
      upper = isEnd ? null : below(lowest)
      return byRuns(whole)
    }
  }

  #valueRange(key: Key, after: string | null): IDBKeyRange {
    return after === null ? this.#within(key) : IDBKeyRange.bound([this.index, key, after], [this.index, key, []], true)
  }

  #within(key: Key): IDBKeyRange {
    return IDBKeyRange.bound([this.index, key], [this.index, key, []])
  }
}

function begin(part: Part, tx: Transaction, count: number): ReturnType<Part> {
  const beginning = part(tx, count)
  beginning.catch(() => {}) // waited for when its turn comes, unless the others were enough
  return beginning
}

/** In any order: of these the index does not tell one. */
function listed(ids: readonly string[]): Part {
  let at = 0
  return async (_tx, count) => {
    if (at >= ids.length) return null
    const some = ids.slice(at, at + count)
    at += count
    return some.map(id => ({ key: unknownKey, id }))
  }
}
