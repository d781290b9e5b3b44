/** Ways to go through a collection, some records at a time: each knows where it is, and goes on in another transaction. */
import type { Key } from '../../query/index.ts'
import { getRows } from '../get-rows.ts'
import type { RecordKey, Row } from '../row.ts'
import { readChunk } from '../scan.ts'
import { startingWith, type TextRow, type Transaction } from '../schema.ts'

export interface Batch {
  rows: Row[]
  textsOf(row: Row): TextRow[]
}

/** `key`: all that come before it have come; with `isLast`, those of the same key come by id. */
export type Reached = 'unordered' | 'ordered' | { key: Key; isLast: boolean }

export interface Source {
  /** So many, or a few more or less; null at the end. */
  next(tx: Transaction, count: number): Promise<Batch | null>
  /** Whether records come in the order that was asked for, and how far they have come by the index's. */
  readonly reached: Reached
  /** What `reached` says does not change by it. */
  readonly mayReadAhead?: true
  /** The number of the index that it reads, which may go while it does. */
  readonly index?: number
}

/** How many records are read at once, and for how long, in milliseconds, before writes have their turn. */
export interface Pace {
  records: number
  time: number
}
export const defaultPace: Pace = { records: 256, time: 30 }

/** All records, by id. */
export class ById implements Source {
  readonly mayReadAhead = true
  readonly reached: Reached
  readonly #place: [string, string]
  #after: string | null
  #isOver = false

  constructor(place: [string, string], after: string | undefined, isOrdered: boolean) {
    this.#place = place
    this.#after = after ?? null
    this.reached = isOrdered ? 'ordered' : 'unordered'
  }

  async next(tx: Transaction, count: number): Promise<Batch | null> {
    if (this.#isOver) return null
    const { rows, textsOf, next } = await readChunk(tx, ...this.#place, this.#after, count)
    this.#after = next
    this.#isOver = next === null
    return { rows, textsOf }
  }
}

/** These records, by id. */
export class Named implements Source {
  readonly reached: Reached
  readonly #place: [string, string]
  readonly #ids: string[]
  #at = 0

  constructor(place: [string, string], ids: Iterable<string>, isOrdered: boolean) {
    this.#place = place
    this.#ids = [...new Set(ids)].sort()
    this.reached = isOrdered ? 'ordered' : 'unordered'
  }

  async next(tx: Transaction, count: number): Promise<Batch | null> {
    if (this.#at >= this.#ids.length) return null
    const ids = this.#ids.slice(this.#at, this.#at + count)
    this.#at += ids.length
    return readNamed(tx, this.#place, ids)
  }
}

export async function readNamed(tx: Transaction, place: [string, string], ids: readonly string[]): Promise<Batch> {
  const found = await getRows(
    tx,
    ids.map((id): RecordKey => [...place, id]),
  )
  const rows = found.filter(row => row !== undefined)
  const withTexts = rows.filter(({ texts }) => texts)
  const texts = await Promise.all(
    withTexts.map(({ id }) => tx.objectStore('texts').getAll(startingWith([...place, id]))),
  )
  const byId = new Map(withTexts.map(({ id }, i) => [id, texts[i] as TextRow[]]))
  return { rows, textsOf: ({ id }) => byId.get(id) ?? [] }
}
