/**
 * Lets go of the history that is kept no longer. Up to a row of the log the images from before go, and so does whatever
 * of the log later writes have replaced *by then*: what is left makes the very records that stood there at that row, and
 * all that is younger follows as it was. So a store that is exported and imported afterwards shows the same.
 *
 * Rows that deleted records leave behind stay: the log goes on to name them, for a late patch of another device must
 * not make a record anew that was deleted here.
 */
import type { Op } from './commit.ts'
import { stillCounting } from './compact-commit.ts'
import { dropOldPacks, dropReplaced } from './compact-texts.ts'
import { baseOf, type RecordKey, type Row } from './row.ts'
import type { Database, Head, LogRow, WriteTransaction } from './schema.ts'

/** A slice ends after so many rows of the log, after so many ops, or after so many images. */
const maxRows = 200
const maxOps = 2_000
const maxImages = 500
/** So many steps a record's chain is followed; what has been written more often since stays for another day. */
const maxSteps = 1_000
/** So many records' rows are remembered while a clean-up runs. */
const remembered = 500

const rooms = ['meta', 'records', 'texts', 'packs', 'log', 'before'] as const

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
  const tx = db.transaction('meta', 'readwrite', { durability: 'relaxed' })
  const head = (await tx.store.get('head')) as Head
  if (upto > (head.compacted ?? 0)) await tx.store.put({ ...head, compacted: upto }, 'head')
  await tx.done
  return head
}

export async function setSwept(db: Database, swept: number): Promise<void> {
  const tx = db.transaction('meta', 'readwrite', { durability: 'relaxed' })
  const head = (await tx.store.get('head')) as Head
  await tx.store.put({ ...head, swept }, 'head')
  await tx.done
}

/** @returns whether there may be more */
export async function dropImages(db: Database, upto: number): Promise<boolean> {
  const tx = db.transaction('before', 'readwrite', { durability: 'relaxed' })
  const keys = await tx.store.getAllKeys(IDBKeyRange.upperBound(upto), maxImages)
  const last = keys.at(-1)
  if (last !== undefined) await tx.store.delete(IDBKeyRange.upperBound(last))
  await tx.done
  return keys.length === maxImages
}

/** Looks at some rows of the log after `after`. @returns the last of them; null where there are no more old ones */
export async function compactSlice(db: Database, compaction: Compaction, after: number): Promise<number | null> {
  const { upto } = compaction
  if (after >= upto) return null
  const tx = db.transaction([...rooms], 'readwrite', { durability: 'relaxed' }) as unknown as WriteTransaction
  let last: number | null = null
  let [rows, ops] = [0, 0]
  const packs = new Set<string>()
  let cursor = await tx.objectStore('log').openCursor(IDBKeyRange.bound(after, upto, true))
  for (; cursor && rows < maxRows && ops < maxOps; cursor = await cursor.continue()) {
    const row = cursor.value
    await compactRow(tx, compaction, row, packs)
    last = row.n
    rows++
    ops += row.commits.reduce((sum, commit) => sum + commit.ops.length, 0)
  }
  await tx.done
  return last
}

async function compactRow(tx: WriteTransaction, compaction: Compaction, row: LogRow, packs: Set<string>) {
  const { n, commits } = row
  const known = new Map<string, Row>()
  for (const { space, ops } of commits) {
    for (const op of ops) {
      const key: RecordKey = [space, op.collection, op.id]
      const name = JSON.stringify(key)
      const then = known.get(name) ?? (await rowAt(tx, key, compaction))
      if (!then) continue
      known.set(name, then)
      for (const [field, { base }] of Object.entries(op.text ?? {})) {
        if (base < baseOf(then, field)) await dropReplaced(tx, key, field, n, base)
        const text = JSON.stringify([...key, field])
        if (packs.has(text)) continue
        packs.add(text)
        await dropOldPacks(tx, key, field, compaction.upto)
      }
    }
  }
  const rowOf = (space: string) => (op: Op) => known.get(JSON.stringify([space, op.collection, op.id]))
  const kept = commits.flatMap(commit => stillCounting(commit, rowOf(commit.space)) ?? [])
  if (kept.length === 0) await tx.objectStore('log').delete(n)
  else if (kept.length < commits.length || kept.some((commit, i) => commit !== commits[i]))
    await tx.objectStore('log').put({ ...row, commits: kept })
}

/** The record as it stood at the end of the old part; undefined where that is not known. */
async function rowAt(tx: WriteTransaction, key: RecordKey, { upto, rows }: Compaction): Promise<Row | undefined> {
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
