import type { CompiledQuery } from './compile.ts'
import { readCursor, writeCursor } from './cursor.ts'
import { compareKeys, type Key, keyOfValue, missingKey } from './key.ts'
import type { Check } from './match.ts'
import { comparePositions, type Position, positionOf } from './sort.ts'

interface Held<T> {
  position: Position
  item: T
  size: number
}

/**
 * Keeps the first records of an order while they come in any, and no more of them than an answer may hold. A cursor is a
 * place in the order, no offset, so that writes between two pages neither repeat nor skip other records.
 */
export class Page<T> {
  readonly #query: CompiledQuery
  readonly #maxSize: number
  readonly #check: () => Check
  readonly #after: Position | undefined
  #held: Held<T>[] = []
  #size = 0
  /** Nothing that comes later in the order is kept. */
  #boundary: Position | null = null

  /**
   * @param maxSize what all of its items may be together; the first one is kept in any case
   * @param check what the check of one sorting is; it throws when that takes too long
   */
  constructor(query: CompiledQuery, maxSize: number, check: () => Check = () => () => {}) {
    this.#query = query
    this.#maxSize = maxSize
    this.#check = check
    this.#after = query.cursor === undefined ? undefined : readCursor(query.cursor, query.key)
  }

  /** Where the page begins: after this. */
  get after(): Position | undefined {
    return this.#after
  }

  /** @param record with its sort fields; `item` is what is kept of it */
  add(record: Record<string, unknown>, item: T, size: number): void {
    const position = positionOf(record, this.#query.sort)
    if (this.#after && this.#compare(position, this.#after) <= 0) return
    if (this.#boundary && this.#compare(position, this.#boundary) > 0) return
    this.#held.push({ position, item, size })
    this.#size += size
    if (this.#held.length > 2 * this.#query.limit + 1 || this.#size > 2 * this.#maxSize) this.#trim()
  }

  /** Takes a record out: it is another one now, or gone. */
  forget(id: string): void {
    this.#held = this.#held.filter(({ position }) => position.id !== id)
  }

  /** It has begun again. */
  clear(): void {
    this.#held = []
    this.#size = 0
    this.#boundary = null
  }

  /** Whether it has all that an answer takes and one more, out of records that come in this order. */
  get isFull(): boolean {
    if (this.#held.length <= this.#query.limit && this.#size <= this.#maxSize) return false
    return this.#trim()
  }

  /**
   * The same out of records that come by the first sort field alone, or by it and then by id where `isLast`. Records
   * without a key of their own may have come before, wherever they belong.
   * @param reached the key of the last that came
   */
  isFullBy(reached: Key, isLast: boolean): boolean {
    if (!this.isFull) return false
    const last = keyOfValue(this.#held.at(-1)?.position.keys[0])
    if (!last) return false
    const order = compareFirst(last, reached, this.#query.sort[0]?.direction === 'desc')
    return isLast ? order <= 0 : order < 0
  }

  /** Some that belong to the order have been let go of. */
  get hasLetGo(): boolean {
    return this.#boundary !== null
  }

  /** What comes later in the order has not been looked at, and is not to be. */
  close(): void {
    this.#trim()
    this.#boundary = this.#held.at(-1)?.position ?? null
  }

  /** Of what it has let go of, something may belong here now. */
  get isShort(): boolean {
    return this.#boundary !== null && !this.#trim()
  }

  result(): { items: T[]; cursor?: string } {
    this.#trim()
    const count = this.#fitting()
    const items = this.#held.slice(0, count).map(({ item }) => item)
    const last = this.#held[count - 1]
    if (count === this.#held.length || !last) return { items }
    return { items, cursor: writeCursor(last.position, this.#query.key) }
  }

  /** How many of the first make an answer. */
  #fitting(): number {
    let size = 0
    let count = 0
    for (const held of this.#held) {
      size += held.size
      if (count === this.#query.limit || (count > 0 && size > this.#maxSize)) break
      count++
    }
    return count
  }

  /** Lets go of what no answer takes; one more than it takes tells that there is more. @returns whether there is */
  #trim(): boolean {
    const check = this.#check()
    this.#held.sort((a, b) => {
      check()
      return this.#compare(a.position, b.position)
    })
    const kept = this.#fitting() + 1
    if (this.#held.length > kept) {
      this.#held.length = kept
      this.#boundary = this.#held[kept - 1]?.position ?? null
    }
    this.#size = this.#held.reduce((sum, { size }) => sum + size, 0)
    return this.#held.length === kept
  }

  #compare(a: Position, b: Position): number {
    return comparePositions(a, b, this.#query.sort)
  }
}

/** Missing ones come first in both directions. */
function compareFirst(a: Key, b: Key, isDescending: boolean): number {
  const isMissing = [a, b].some(key => compareKeys(key, missingKey) === 0)
  return isDescending && !isMissing ? compareKeys(b, a) : compareKeys(a, b)
}
