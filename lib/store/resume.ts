/** What a watch has missed, told from the log. */
import { mergeUpdates } from '../text/index.ts'
import type { Op } from './commit.ts'
import { freeze } from './group.ts'
import type { LoadedRecord } from './loaded.ts'
import { baseOf, isText, type RecordKey, type Row } from './row.ts'
import { type Head, type LogRow, startingWith, type Transaction } from './schema.ts'
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
  if (from === null || now.n - from > maxRows || from < (await keptFrom(tx))) return null
  const later = IDBKeyRange.lowerBound(from, true)
  const [log, before] = await Promise.all([tx.objectStore('log').getAll(later), tx.objectStore('before').getAll(later)])
  const befores = new Map(before.map(({ n, rows }) => [n, rows]))
  const changes: RecordChange[] = []
  for (const [id, places] of placesById(log, space, collection)) {
    const key: RecordKey = [space, collection, id]
    const row = await tx.objectStore('records').get(key)
    if (!row) continue
    const original = originalOf(places, row, befores)
    const then = original && (await loadAsOf(tx, original, from))
    if (original && !then) return null
    changes.push({ key, before: then ?? undefined, after: (await loadAsOf(tx, row, now.n)) ?? undefined })
  }
  return { ...now, changes }
}

type Place = { n: number; op: Op }

/** What was done to each record, oldest first. */
function placesById(log: LogRow[], space: string, collection: string): Map<string, Place[]> {
  const byId = new Map<string, Place[]>()
  for (const { n, commits } of log) {
    for (const commit of commits) {
      if (commit.space !== space) continue
      for (const op of commit.ops) {
        if (op.collection !== collection) continue
        const known = byId.get(op.id)
        if (known) known.push({ n, op })
        else byId.set(op.id, [{ n, op }])
      }
    }
  }
  return byId
}

/** The row before all this: its first image from before, unless something made it where it had none. */
function originalOf(places: Place[], row: Row, befores: ReadonlyMap<number, Row[]>): Row | undefined {
  for (const { n, op } of places) {
    const image = befores.get(n)?.find(({ collection, id }) => collection === row.collection && id === row.id)
    if (image) return image
    if (op.set || op.remove || op.alive !== undefined) return undefined
  }
  return row // only a text has grown
}

/** @param accept may refuse to look at the record: then a fresh state tells what there is for whoever asks */
export async function textSince(
  tx: Transaction,
  at: string,
  key: RecordKey,
  field: string,
  accept: (record: LoadedRecord) => boolean = () => true,
) {
  const from = await placeOf(tx, at)
  if (from === null || from < (await keptFrom(tx))) return null
  const row = await tx.objectStore('records').get(key)
  if (!row || !accept(freeze(row, new Map()))) return null
  const later = IDBKeyRange.lowerBound(from, true)
  const log = await tx.objectStore('log').getAll(later)
  const places = placesById(log, key[0], key[1]).get(key[2]) ?? []
  // With another value in the field, the text that was watched is gone, and another has taken its place.
  const isReplaced = places.some(({ op }) => Object.hasOwn(op.set ?? {}, field) || op.remove?.includes(field))
  if (isReplaced || log.length > maxRows) return null
  if (places.some(({ op }) => op.alive)) {
    // Where it was deleted then, it read empty, and what has come back with it are not these updates alone.
    const before = await tx.objectStore('before').getAll(later)
    const original = originalOf(places, row, new Map(before.map(({ n, rows }) => [n, rows])))
    if (!original?.alive.value) return null
  }
  const all = await tx.objectStore('texts').getAll(IDBKeyRange.bound([...key, field, from + 1], [...key, field, []]))
  const updates = all.filter(({ base }) => base === baseOf(row, field)).map(({ update }) => update)
  return { ...(await positionOf(tx)), update: updates.length > 0 ? mergeUpdates(updates) : null }
}

async function placeOf(tx: Transaction, at: string): Promise<number | null> {
  return (await tx.objectStore('log').index('at').getKey(at)) ?? null
}

export async function positionOf(tx: Transaction): Promise<Position> {
  const { n, at } = (await tx.objectStore('meta').get('head')) as Head
  return { n, at }
}

/** The row of the log after which everything is still there. */
export async function keptFrom(tx: Transaction): Promise<number> {
  const { compacted = 0 } = (await tx.objectStore('meta').get('head')) as Head
  return compacted
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
