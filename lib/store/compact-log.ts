/**
 * Lets go of the history that is kept no longer. Up to a row of the log the images from before go, and so does whatever
 * of the log later writes have replaced *by then*: what is left makes the very records that stood there at that row, and
 * all that is younger follows as it was. So a store that is exported and imported afterwards shows the same.
 *
 * Rows that deleted records leave behind stay: the log goes on to name them, for a late patch of another device must
 * not make a record anew that was deleted here.
 */
import type { Commit, Op } from './commit.ts'
import { stillCounting } from './compact-commit.ts'
import { dropOldPacks, dropReplaced } from './compact-texts.ts'
import { handled } from './handled.ts'
import { baseOf, type RecordKey, type Row } from './row.ts'
import {
  type Database,
  type Head,
  type LogRow,
  startingWith,
  type Transaction,
  type WriteTransaction,
} from './schema.ts'

/** A slice ends after so many rows of the log, after so many ops, or after so many images: writes wait as long. */
const maxRows = 200
const maxOps = 500
const maxImages = 500
/** So many steps a record's chain is followed; what has been written more often since stays for another day. */
const maxSteps = 1_000
/** So many records' rows are remembered while a clean-up runs. */
const remembered = 500

/** What a row of the log becomes: null, nothing. And what goes with it of texts. */
interface Outcome {
  row: LogRow
  commits: Commit[] | null
  replaced: { key: RecordKey; field: string; n: number; base: string }[]
  texts: { key: RecordKey; field: string }[]
}

/** One clean-up: up to which row of the log, and what is known of the records that have been written since. */
export interface Compaction {
  upto: number
  rows: Map<string, Row | null>
}

/** The last row of the log up to which everything is older than `oldest`. */
export async function oldEnd(db: Database, oldest: number): Promise<number> {
  const { n, compacted = 0 } = (await db.get('meta', 'head')) as Head
  const young = await db.getKeyFromIndex('log', 'time', IDBKeyRange.lowerBound(oldest))
  const last = (young ?? n) - 1 // where the log ends stays: everything goes on from there
  let upto = compacted
  // Clocks step back, and imported rows have times of their own: only what follows each other is old.
  while (upto < last) {
    const rows = await db.getAll('log', IDBKeyRange.bound(upto + 1, last), maxRows)
    const firstYoung = rows.find(({ time }) => time >= oldest)
    if (firstYoung) return firstYoung.n - 1
    upto = rows.length < maxRows ? last : (rows.at(-1) as LogRow).n
  }
  return upto
}

/** From now on nobody takes what stands up to there for a history. @returns the limit that held before */
export async function setLimit(db: Database, upto: number): Promise<Head> {
  const tx = handled(db.transaction('meta', 'readwrite', { durability: 'relaxed' }))
  const head = (await tx.store.get('head')) as Head
  if (upto > (head.compacted ?? 0)) await tx.store.put({ ...head, compacted: upto }, 'head')
  await tx.done
  return head
}

/** @param at milliseconds since the epoch */
export async function setSwept(db: Database, swept: number, at: number): Promise<void> {
  const tx = handled(db.transaction('meta', 'readwrite', { durability: 'relaxed' }))
  const head = (await tx.store.get('head')) as Head
  await tx.store.put({ ...head, swept, sweptAt: at }, 'head')
  await tx.done
}

/** @returns whether there may be more */
export async function dropImages(db: Database, upto: number): Promise<boolean> {
  const tx = handled(db.transaction('before', 'readwrite', { durability: 'relaxed' }))
  const keys = await tx.store.getAllKeys(IDBKeyRange.upperBound(upto), maxImages)
  const last = keys.at(-1)
  if (last !== undefined) await tx.store.delete(IDBKeyRange.upperBound(last))
  await tx.done
  return keys.length === maxImages
}

/**
 * Looks at some rows of the log after `after`. Nothing that sites read is locked meanwhile: what is to go is found out by a
 * transaction that only reads, and taken away by one that holds the log, and texts where there is something in them.
 * @returns the last of them; null where there are no more old ones
 */
export async function compactSlice(db: Database, compaction: Compaction, after: number): Promise<number | null> {
  const { upto } = compaction
  if (after >= upto) return null
  const found = await lookAtRows(db, compaction, after)
  const changed = found.filter(
    ({ row, commits }) => commits?.length !== row.commits.length || commits.some((one, i) => one !== row.commits[i]),
  )
  const replaced = found.flatMap(one => one.replaced)
  const texts = await withPacks(db, new Map(found.flatMap(one => one.texts.map(text => [JSON.stringify(text), text]))))
  if (changed.length > 0) {
    const tx = handled(db.transaction('log', 'readwrite', { durability: 'relaxed' }))
    const done = changed.map(({ row, commits }) =>
      commits ? tx.store.put({ ...row, commits }) : tx.store.delete(row.n),
    )
    await Promise.all([...done, tx.done])
  }
  if (replaced.length > 0 || texts.length > 0) {
    const rooms = ['texts', 'packs'] as const
    const tx = handled(
      db.transaction([...rooms], 'readwrite', { durability: 'relaxed' }),
    ) as unknown as WriteTransaction
    for (const { key, field, n, base } of replaced) await dropReplaced(tx, key, field, n, base)
    for (const { key, field } of texts) await dropOldPacks(tx, key, field, upto)
    await tx.done
  }
  return found.at(-1)?.row.n ?? null
}

async function lookAtRows(db: Database, compaction: Compaction, after: number): Promise<Outcome[]> {
  const tx = handled(db.transaction(['log', 'records', 'before'], 'readonly')) as unknown as Transaction
  const found: Outcome[] = []
  let ops = 0
  let cursor = await tx.objectStore('log').openCursor(IDBKeyRange.bound(after, compaction.upto, true))
  for (; cursor && found.length < maxRows && ops < maxOps; cursor = await cursor.continue()) {
    found.push(await outcomeOf(tx, compaction, cursor.value))
    ops += cursor.value.commits.reduce((sum, commit) => sum + commit.ops.length, 0)
  }
  return found
}

async function outcomeOf(tx: Transaction, compaction: Compaction, row: LogRow): Promise<Outcome> {
  const { n, commits } = row
  const written = commits.flatMap(({ space, ops }) =>
    ops.map(op => ({ op, key: [space, op.collection, op.id] as RecordKey })),
  )
  const keys = new Map(written.map(({ key }) => [JSON.stringify(key), key]))
  const rows = await Promise.all([...keys.values()].map(key => rowAt(tx, key, compaction)))
  const known = new Map([...keys.keys()].map((name, i) => [name, rows[i]]))
  const outcome: Outcome = { row, commits: null, replaced: [], texts: [] }
  for (const { op, key } of written) {
    const then = known.get(JSON.stringify(key))
    if (!then) continue
    for (const [field, { base }] of Object.entries(op.text ?? {})) {
      if (base < baseOf(then, field)) outcome.replaced.push({ key, field, n, base })
      outcome.texts.push({ key, field })
    }
  }
  const rowOf = (space: string) => (op: Op) => known.get(JSON.stringify([space, op.collection, op.id]))
  const kept = commits.flatMap(commit => stillCounting(commit, rowOf(commit.space)) ?? [])
  return { ...outcome, commits: kept.length > 0 ? kept : null }
}

/** Those of the texts of which something is kept for the history alone. */
async function withPacks(db: Database, texts: ReadonlyMap<string, Outcome['texts'][number]>) {
  const tx = handled(db.transaction('packs', 'readonly'))
  const counts = [...texts.values()].map(({ key, field }) => tx.store.count(startingWith([...key, field])))
  const found = await Promise.all(counts)
  return [...texts.values()].filter((_, i) => (found[i] ?? 0) > 0)
}

/** The record as it stood at the end of the old part; undefined where that is not known. */
async function rowAt(tx: Transaction, key: RecordKey, { upto, rows }: Compaction): Promise<Row | undefined> {
  const name = JSON.stringify(key)
  const known = rows.get(name)
  if (known !== undefined) return known ?? undefined
  let row = await tx.objectStore('records').get(key)
  if (!row || row.n <= upto) return row
  for (let steps = 0; row && row.n > upto; steps++) {
    const images: Row[] | undefined = steps < maxSteps ? (await tx.objectStore('before').get(row.n))?.rows : undefined
    row = images?.find(({ space, collection, id }) => space === key[0] && collection === key[1] && id === key[2])
  }
  rows.set(name, row ?? null)
  const [oldest] = rows.keys()
  if (rows.size > remembered && oldest !== undefined) rows.delete(oldest)
  return row
}
