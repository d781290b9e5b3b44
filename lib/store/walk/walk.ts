/**
 * Goes through the records that a query may find, in slices, so that writes need not wait for a long one: a transaction
 * that only reads holds them up all the same. What was written between two slices is looked at again in the last one, so
 * that the result is what stood there at one moment.
 */
import { handled } from '../handled.ts'
import { readIndexes } from '../indexes/known.ts'
import { lazyRecord } from '../lazy.ts'
import { LoadedRecord } from '../loaded.ts'
import type { Position } from '../resume.ts'
import type { Row } from '../row.ts'
import type { Database, Head, IndexRow, TextRow, Transaction } from '../schema.ts'
import type { Access } from './access.ts'
import { choose, type Wishes } from './choose.ts'
import { type Batch, type Pace, type Reached, readNamed, type Source } from './source.ts'
import { touchedIds } from './touched.ts'

export interface Visitor {
  /** May throw, and ends everything by it. @returns whether it is one of those that are looked for */
  visit(record: LoadedRecord): boolean
  /** Whether what comes now cannot matter any more. Asked now and then. */
  isEnough(reached: Reached): boolean
  /** Nothing of what has not been visited will be, but for what comes by `visit` again. */
  close(): void
  /** The record is another one now, or gone; if it still stands there it is visited again. */
  forget(id: string): void
  /** It has let go of something that may belong to the result now. */
  isShort(): boolean
  /** It has let go of some that are looked for, since others come before them. */
  readonly isFull: boolean
  /** Everything comes again. */
  restart(): void
}

/** Written to again and again while it is looked through, a collection is looked at in one go. */
const maxAttempts = 3
/** With fewer records nobody needs an index. */
const fewRecords = 1_000

export interface WalkOptions {
  db: Database
  pace: Pace
  /** An index has been of use. */
  used(index: IndexRow): void
  /** One would have been. */
  wish(path: string): void
}

export async function walk(
  options: WalkOptions,
  place: [space: string, collection: string],
  access: Access,
  visitor: Visitor,
): Promise<Position> {
  for (let attempt = 1; ; attempt++) {
    const done = await attemptWalk(
      options,
      place,
      access,
      visitor,
      attempt < maxAttempts ? options.pace.time : Infinity,
    )
    if (done) return done
    visitor.restart()
  }
}

/** Null: it has to begin again. */
async function attemptWalk(
  { db, pace, used, wish }: WalkOptions,
  place: [string, string],
  access: Access,
  visitor: Visitor,
  time: number,
): Promise<Position | null> {
  let source: Source | undefined
  let wishes: Wishes | undefined
  let from: number | undefined
  let seen = 0
  let found = 0
  for (;;) {
    const tx = handled(
      db.transaction(['meta', 'records', 'texts', 'log', 'indexes', 'index'], 'readonly'),
    ) as unknown as Transaction
    const [head, indexes] = await Promise.all([
      tx.objectStore('meta').get('head') as Promise<Head>,
      readIndexes(tx, ...place),
    ])
    from ??= head.n
    if (!source) {
      const choice = await choose(tx, place, access, indexes)
      source = choice.source
      wishes = choice.wishes
      if (choice.used) used(choice.used)
    } else if (source.index !== undefined && !indexes.some(({ no }) => no === source?.index)) return null
    const until = performance.now() + time
    let isEnd = false
    let ahead: Promise<Batch | null> | undefined
    do {
      const batch = await (ahead ?? source.next(tx, pace.records))
      // Whoever looks further than at the first records looks at many: the database reads while these are looked at.
      const goesOn = batch !== null && seen > 0 && source.mayReadAhead && performance.now() < until
      ahead = goesOn ? source.next(tx, pace.records) : undefined
      ahead?.catch(() => {}) // waited for above, unless that was enough
      for (const row of batch?.rows ?? []) {
        seen++
        if (visitor.visit(recordOf(row, batch?.textsOf(row) ?? []))) found++
      }
      isEnd = batch === null
      if (!isEnd && visitor.isEnough(source.reached)) {
        visitor.close()
        isEnd = true
      }
    } while (!isEnd && (ahead || performance.now() < until))
    if (!isEnd) continue
    if (head.n !== from) {
      const ids = from < (head.compacted ?? 0) ? null : await touchedIds(tx, from, ...place)
      if (!ids || !(await lookAgain(tx, place, ids, visitor))) return null
    }
    const wanted = seen > fewRecords ? wantedOf(wishes, { misses: seen - found, isFull: visitor.isFull }) : undefined
    if (wanted !== undefined) wish(wanted)
    return { n: head.n, at: head.at }
  }
}

/** The index that would have spared most of it. */
function wantedOf({ filter, order, counted }: Wishes = {}, { misses, isFull }: { misses: number; isFull: boolean }) {
  return (misses > fewRecords ? filter : undefined) ?? (isFull ? order : undefined) ?? counted
}

/** @returns false where the result lacks something by that */
async function lookAgain(
  tx: Transaction,
  place: [string, string],
  ids: readonly string[],
  visitor: Visitor,
): Promise<boolean> {
  const { rows, textsOf } = await readNamed(tx, place, ids)
  for (const id of ids) visitor.forget(id)
  for (const row of rows) visitor.visit(recordOf(row, textsOf(row)))
  return !visitor.isShort()
}

const recordOf = (row: Row, texts: TextRow[]): LoadedRecord =>
  row.texts ? lazyRecord(row, texts) : new LoadedRecord(row)
