/**
 * Goes through the records that a query may find, in slices, so that writes need not wait for a long one: a transaction
 * that only reads holds them up all the same. What was written between two slices is looked at again in the last one, so
 * that the result is what stood there at one moment.
 */
import { handled } from '../handled.ts'
import { readIndexes } from '../indexes/known.ts'
import type { LoadedRecord } from '../loaded.ts'
import type { Recall } from '../recall.ts'
import type { Position } from '../resume.ts'
import type { Database, Head, IndexRow, Transaction } from '../schema.ts'
import type { Access } from './access.ts'
import { choose, type Wishes } from './choose.ts'
import { type Pace, type Reached, type Reading, readNamed, type Source } from './source.ts'
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
/** Where the first ones were not enough, so many times more come next. */
const growth = 4
/** With fewer records nobody needs an index. */
const fewRecords = 1_000

export interface WalkOptions {
  db: Database
  pace: Pace
  /** Called within a transaction, when it has begun. */
  recall(): Recall
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
  { db, pace, recall, used, wish }: WalkOptions,
  place: [string, string],
  access: Access,
  visitor: Visitor,
  time: number,
): Promise<Position | null> {
  let source: Source | undefined
  let wishes: Wishes | undefined
  let from: number | undefined
  let count = pace.records
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
    const reading: Reading = { tx, recall: recall() }
    from ??= head.n
    if (!source) {
      const choice = await choose(tx, place, access, indexes)
      source = choice.source
      // One more tells whether the page is the last, and of the last value an index does not know whether it is whole.
      if (source.isOrdered && access.most) count = Math.min(count, access.most + 2)
      wishes = choice.wishes
      if (choice.used) used(choice.used)
    } else if (source.index !== undefined && !indexes.some(({ no }) => no === source?.index)) return null
    const until = performance.now() + time
    let isEnd = false
    let ahead: Promise<LoadedRecord[] | null> | undefined
    do {
      const batch = await (ahead ?? source.next(reading, count))
      count = Math.min(count * growth, pace.records)
      // Whoever looks further than at the first records looks at many: the database reads while these are looked at.
      const goesOn = batch !== null && seen > 0 && source.mayReadAhead && performance.now() < until
      ahead = goesOn ? source.next(reading, count) : undefined
      ahead?.catch(() => {}) // waited for above, unless that was enough
      for (const record of batch ?? []) {
        seen++
        if (visitor.visit(record)) found++
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
      if (!ids || !(await lookAgain(reading, place, ids, visitor))) return null
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
  reading: Reading,
  place: [string, string],
  ids: readonly string[],
  visitor: Visitor,
): Promise<boolean> {
  const records = await readNamed(reading, place, ids)
  for (const id of ids) visitor.forget(id)
  for (const record of records) visitor.visit(record)
  return !visitor.isShort()
}
