/** Ways to go through a collection, some records at a time: each knows where it is, and goes on in another transaction. */
import type { Key } from '../../query/index.ts'
import { getRows } from '../get-rows.ts'
import { lazyRecord } from '../lazy.ts'
import { LoadedRecord } from '../loaded.ts'
import type { Recall } from '../recall.ts'
import type { RecordKey, Row } from '../row.ts'
import { readChunk } from '../scan.ts'
import { startingWith, type TextRow, type Transaction } from '../schema.ts'

/** One moment of the store. */
export interface Reading {
  tx: Transaction
  recall: Recall
}

/** `key`: all that come before it have come; with `isLast`, those of the same key come by id. */
export type Reached = 'unordered' | 'ordered' | { key: Key; isLast: boolean }

export interface Source {
  /** So many, or a few more or less; null at the end. */
  next(reading: Reading, count: number): Promise<LoadedRecord[] | null>
  /** Whether records come in the order that was asked for, and how far they have come by the index's. */
  readonly reached: Reached
  /** Records come in the order that was asked for, so that the first ones may be enough. */
  readonly isOrdered: boolean
  /** What `reached` says does not change by it. */
  readonly mayReadAhead?: true
  /** The number of the index that it reads, which may go while it does. */
  readonly index?: number
}

/** How many records are read at once at most, and for how long, in milliseconds, before writes have their turn. */
export interface Pace {
  records: number
  time: number
}
export const defaultPace: Pace = { records: 256, time: 30 }

/** All records, by id. */
export class ById implements Source {
  readonly mayReadAhead = true
  readonly isOrdered: boolean
  readonly reached: Reached
  readonly #place: [string, string]
  #after: string | null
  #isOver = false

  constructor(place: [string, string], after: string | undefined, isOrdered: boolean) {
    this.#place = place
    this.#after = after ?? null
    this.isOrdered = isOrdered
    this.reached = isOrdered ? 'ordered' : 'unordered'
  }

  async next({ tx }: Reading, count: number): Promise<LoadedRecord[] | null> {
    if (this.#isOver) return null
    const { rows, textsOf, next } = await readChunk(tx, ...this.#place, this.#after, count)
    this.#after = next
    this.#isOver = next === null
    return rows.map(row => (row.texts ? lazyRecord(row, textsOf(row)) : new LoadedRecord(row)))
  }
}

/** These records, by id. */
export class Named implements Source {
  readonly isOrdered: boolean
  readonly reached: Reached
  readonly #place: [string, string]
  readonly #ids: string[]
  #at = 0

  constructor(place: [string, string], ids: Iterable<string>, isOrdered: boolean) {
    this.#place = place
    this.#ids = [...new Set(ids)].sort()
    this.isOrdered = isOrdered
    this.reached = isOrdered ? 'ordered' : 'unordered'
  }

  async next(reading: Reading, count: number): Promise<LoadedRecord[] | null> {
    if (this.#at >= this.#ids.length) return null
    const ids = this.#ids.slice(this.#at, this.#at + count)
    this.#at += ids.length
    return readNamed(reading, this.#place, ids)
  }
}

/** Those of them that there are, in their order. */
export async function readNamed(
  { tx, recall }: Reading,
  place: [string, string],
  ids: readonly string[],
): Promise<LoadedRecord[]> {
  const keys = ids.map((id): RecordKey => [...place, id])
  const known = keys.map(key => recall.get(key))
  const rows = await getRows(
    tx,
    keys.filter((_, i) => !known[i]),
  )
  const texts = await textsOf(tx, rows)
  let at = 0
  const records = keys.map((key, i) => {
    if (known[i]) return known[i]
    const row = rows[at++]
    return row && (row.texts ? lazyRecord(row, texts.get(row) ?? []) : recall.keep(key, row))
  })
  return records.filter(record => record !== undefined)
}

async function textsOf(tx: Transaction, rows: readonly (Row | undefined)[]): Promise<Map<Row, TextRow[]>> {
  const withTexts = rows.filter(row => row?.texts) as Row[]
  const asking = withTexts.map(({ space, collection, id }) =>
    tx.objectStore('texts').getAll(startingWith([space, collection, id])),
  )
  const texts = await Promise.all(asking)
  return new Map(withTexts.map((row, i) => [row, texts[i] as TextRow[]]))
}
