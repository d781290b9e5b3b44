/** What a watch has missed, told from the log. */
import { mergeUpdates } from '../text/index.ts'
import type { Op } from './commit.ts'
import { freeze, nameOf } from './group.ts'
import type { LoadedRecord } from './loaded.ts'
import { isText, type RecordKey, type Row } from './row.ts'
import { type Head, startingWith, type Transaction } from './schema.ts'
import type { StoredText } from './texts.ts'
import { textFrom } from './texts.ts'
import type { RecordChange } from './turn.ts'

/** A place in the log. */
export interface Position {
  n: number
  at: string
}

export type Resumption = Position & { changes: RecordChange[] }

/** Further behind than this, a fresh snapshot is cheaper than the log. */
const maxRows = 5_000

export async function changesSince(
  tx: Transaction,
  at: string,
  space: string,
  collection: string,
): Promise<Resumption | null> {
  const from = await placeOf(tx, at)
  const now = await positionOf(tx)
  if (from === null || now.n - from > maxRows) return null
  const later = IDBKeyRange.lowerBound(from, true)
  const [log, before] = await Promise.all([tx.objectStore('log').getAll(later), tx.objectStore('before').getAll(later)])
  const touched = new Map<string, Op[]>()
  for (const commit of log.flatMap(row => row.commits)) {
    if (commit.space !== space) continue
    for (const op of commit.ops) {
      if (op.collection === collection) touched.set(op.id, [...(touched.get(op.id) ?? []), op])
    }
  }
  const earlier = new Map<string, Row>()
  for (const row of before.flatMap(({ rows }) => rows)) {
    const name = nameOf([row.space, row.collection, row.id])
    if (!earlier.has(name)) earlier.set(name, row)
  }
  const changes: RecordChange[] = []
  for (const [id, ops] of touched) {
    const key: RecordKey = [space, collection, id]
    const row = await tx.objectStore('records').get(key)
    if (!row) continue
    // No image from before: either only a text grew, or the record was not there yet.
    const onlyText = ops.every(op => !op.set && !op.remove && op.alive === undefined)
    const original = earlier.get(nameOf(key)) ?? (onlyText ? row : undefined)
    const then = original && (await loadAsOf(tx, original, from))
    if (original && !then) return null
    changes.push({ key, before: then ?? undefined, after: (await loadAsOf(tx, row, now.n)) ?? undefined })
  }
  return { ...now, changes }
}

export async function textSince(tx: Transaction, at: string, key: RecordKey, field: string) {
  const from = await placeOf(tx, at)
  if (from === null) return null
  const rows = await tx.objectStore('texts').getAll(IDBKeyRange.bound([...key, field, from + 1], [...key, field, []]))
  const updates = rows.map(row => row.update)
  return { ...(await positionOf(tx)), update: updates.length > 0 ? mergeUpdates(updates) : null }
}

async function placeOf(tx: Transaction, at: string): Promise<number | null> {
  return (await tx.objectStore('log').index('at').getKey(at)) ?? null
}

export async function positionOf(tx: Transaction): Promise<Position> {
  const { n, at } = (await tx.objectStore('meta').get('head')) as Head
  return { n, at }
}

/** The record as its row and the updates up to a place in the log make it; null where those were compacted. */
async function loadAsOf(tx: Transaction, row: Row, n: number): Promise<LoadedRecord | null> {
  const texts = new Map<string, StoredText>()
  for (const field of Object.keys(row.texts ?? {})) {
    if (!isText(row, field)) continue
    const rows = await tx.objectStore('texts').getAll(startingWith([row.space, row.collection, row.id, field]))
    if (rows.some(update => update.n > n && (update.from ?? update.n) <= n)) return null
    texts.set(
      field,
      textFrom(
        row,
        field,
        rows.filter(update => update.n <= n),
      ),
    )
  }
  return freeze(row, texts)
}
