/** Reads what undoing takes: where a while begins in the log, which records it touched, and what became of each. */
import { randomId } from '../platform/random.ts'
import type { UndoRange } from '../protocol/history.ts'
import { clientIdOf } from '../text/index.ts'
import { type Writer, writerOf } from './commit.ts'
import { freeze } from './group.ts'
import { loadTexts } from './load.ts'
import type { LoadedRecord } from './loaded.ts'
import type { Past } from './past.ts'
import { isMerged, updatesOfRecord } from './past-texts.ts'
import type { RecordKey } from './row.ts'
import type { Head, Transaction } from './schema.ts'
import { planUndo, type UndoFacts, type Undoing } from './undo-plan.ts'

/** Whose writes, later than row `from` of the log and not later than row `upto`. */
export interface UndoWhile {
  by: Writer
  from: number
  upto: number
}

export async function rangeSince(tx: Transaction, since: number): Promise<UndoRange> {
  const { n, compacted = 0 } = (await tx.objectStore('meta').get('head')) as Head
  const first = await tx.objectStore('log').index('time').getKey(IDBKeyRange.lowerBound(since))
  const kept = compacted > 0 ? await tx.objectStore('log').openCursor(IDBKeyRange.lowerBound(compacted, true)) : null
  return {
    from: Math.max(compacted, first === undefined ? n : first - 1),
    upto: n,
    oldest: kept?.value.time ?? null,
  }
}

/** A part ends after so many rows of the log, or after so many ops that it has looked at. */
const maxRows = 500
const maxOps = 5_000

/** @param after the row where the part before ended */
export async function touchedBy(tx: Transaction, space: string, { by, from, upto }: UndoWhile, after: number) {
  const touched = new Map<string, { collection: string; id: string }>()
  const first = Math.max(from, after) + 1
  let [rows, ops] = [0, 0]
  let cursor = first > upto ? null : await tx.objectStore('log').openCursor(IDBKeyRange.bound(first, upto))
  for (; cursor; cursor = await cursor.continue()) {
    const { n, commits } = cursor.value
    for (const commit of commits) {
      ops += commit.ops.length
      if (commit.space !== space || writerOf(commit.author) !== by) continue
      for (const { collection, id } of commit.ops) touched.set(JSON.stringify([collection, id]), { collection, id })
    }
    if (++rows >= maxRows || ops >= maxOps) return { records: [...touched.values()], next: n }
  }
  return { records: [...touched.values()], next: null }
}

/** What undoing does to one record, as long as that stands as it was seen. */
export interface UndoneRecord extends Undoing {
  key: RecordKey
  record: LoadedRecord
}

/** Null where there is no such record, or where the history does not reach back so far. */
export async function undoneIn(past: Past, key: RecordKey, span: UndoWhile): Promise<UndoneRecord | null> {
  const from = Math.max(span.from, past.compacted)
  const now = await past.row(key)
  const then = now && (await past.rowAfter(from, key))
  if (!now || then === null) return null
  const isTaken = (n: number, by: Writer) => by === span.by && n > from && n <= span.upto
  const since: UndoFacts['since'][number][] = []
  for (const n of await rowsSince(past, key, from)) {
    for (const { write, ops } of await past.written(n, key)) {
      for (const op of ops) since.push({ op, write, isTaken: isTaken(n, write.by) })
    }
  }
  const updates = (await updatesOfRecord(past.tx, key)).map(update => ({
    ...update,
    isSince: update.n > from,
    isTaken: !isMerged(update) && isTaken(update.n, update.by),
  }))
  const clients = new Map<string, number>()
  for (const field of new Set(updates.map(({ field }) => field)))
    clients.set(field, await freshClient(past, key, field))
  const record = freeze(now, await loadTexts(past.tx, now, null))
  const clientOf = (field: string) => clients.get(field) ?? clientIdOf(randomId())
  return { key, record, ...planUndo({ now, then, since, updates, clientOf }) }
}

/** The rows of the log after `from` that changed the record's own row, the oldest first. */
async function rowsSince(past: Past, key: RecordKey, from: number): Promise<number[]> {
  const found: number[] = []
  for (let row = await past.row(key); row && row.n > from; row = await past.before(row.n, key)) found.push(row.n)
  return found.reverse()
}

async function freshClient({ tx }: Past, key: RecordKey, field: string): Promise<number> {
  for (;;) {
    const client = clientIdOf(randomId())
    if ((await tx.objectStore('clients').getKey([...key, field, client])) === undefined) return client
  }
}
