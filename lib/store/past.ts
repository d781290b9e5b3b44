/** The log, and the images from before, as one transaction reads them: each row once, for many records share it. */
import type { Op, Write } from './commit.ts'
import { writerOf } from './commit.ts'
import { mergeOp, type RecordKey, type Row } from './row.ts'
import type { Head, LogRow, Transaction } from './schema.ts'

/** What a transaction has to have for it. */
export const pastRooms = ['records', 'texts', 'packs', 'clients', 'meta', 'log', 'before'] as const

/** One commit's ops on one record. */
export interface Written {
  write: Write
  ops: Op[]
}

/** So many rows are remembered: one may hold some thousand records. */
const remembered = 100

export class Past {
  readonly tx: Transaction
  /** Up to here there is no history any more. */
  readonly compacted: number
  readonly #logs = new Map<number, LogRow | undefined>()
  readonly #images = new Map<number, Row[]>()

  private constructor(tx: Transaction, compacted: number) {
    this.tx = tx
    this.compacted = compacted
  }

  static async open(tx: Transaction): Promise<Past> {
    const { compacted = 0 } = (await tx.objectStore('meta').get('head')) as Head
    return new Past(tx, compacted)
  }

  row(key: RecordKey): Promise<Row | undefined> {
    return this.tx.objectStore('records').get(key)
  }

  /** The record as it stood before row `n` of the log changed it; undefined where it was not there yet. */
  async before(n: number, [space, collection, id]: RecordKey): Promise<Row | undefined> {
    if (!this.#images.has(n)) keep(this.#images, n, (await this.tx.objectStore('before').get(n))?.rows ?? [])
    return this.#images.get(n)?.find(row => row.id === id && row.collection === collection && row.space === space)
  }

  /** What the commits of row `n` did to the record, one after the other. */
  async written(n: number, [space, collection, id]: RecordKey): Promise<Written[]> {
    if (!this.#logs.has(n)) keep(this.#logs, n, await this.tx.objectStore('log').get(n))
    return (this.#logs.get(n)?.commits ?? []).flatMap(commit => {
      const ops = commit.space === space ? commit.ops.filter(op => op.id === id && op.collection === collection) : []
      return ops.length > 0 ? { write: { stamp: commit.hlc, by: writerOf(commit.author) }, ops } : []
    })
  }

  /** The record as it stood after row `n`. Null: that is not kept. Undefined: it was not there yet. */
  async rowAfter(n: number, key: RecordKey): Promise<Row | null | undefined> {
    let row = await this.row(key)
    while (row && row.n > n) {
      if (row.n <= this.compacted) return null
      row = await this.before(row.n, key)
    }
    return row
  }
}

function keep<T>(rows: Map<number, T>, n: number, row: T): void {
  rows.set(n, row)
  const [oldest] = rows.keys()
  if (rows.size > remembered && oldest !== undefined) rows.delete(oldest)
}

/** The row after the ops of one commit. */
export const applied = (row: Row | undefined, key: RecordKey, { ops, write }: Written): Row | undefined =>
  ops.reduce<Row | undefined>((next, op) => mergeOp(next, key, op, write), row)
