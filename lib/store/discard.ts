/**
 * Takes a whole space out of the store, a part at a time: not deleted as a record is, but gone, with its history. Rows of
 * the log stay where they are, without the space's commits: they are the places that watches resume from.
 */
import type { StoreValue } from 'idb'
import { handled } from './handled.ts'
import { rowsOfIndex } from './indexes/rows.ts'
import {
  type AllodDB,
  type Database,
  type Head,
  startingWith,
  type Transaction,
  type WriteTransaction,
} from './schema.ts'

/** A step, and the last row of the log that it has looked at. */
export interface DiscardPlace {
  step: number
  n: number
}

/** Who wrote → how much of it has gone. */
type Freed = Map<string, { records: number; bytes: number }>

export interface Discarded {
  /** Where to go on; null when nothing is left. */
  next: DiscardPlace | null
  freed: Freed
}

/** So many rows are looked at or deleted by one transaction. */
const atOnce = 1_000

const rooms = ['log', 'before', 'texts', 'packs', 'clients', 'records', 'meta', 'indexes', 'index'] as const

/** Records go last: as long as there are some, what was interrupted can be found and ended. */
const steps: ((tx: WriteTransaction, space: string, after: number, freed: Freed) => Promise<number | null>)[] = [
  scrubLog,
  scrubImages,
  (tx, space, _after, freed) => remove(tx, 'texts', space, ({ by, update }) => free(freed, by, 0, update.byteLength)),
  (tx, space) => remove(tx, 'packs', space, () => {}),
  (tx, space) => remove(tx, 'clients', space, () => {}),
  dropIndexes,
  (tx, space, _after, freed) =>
    remove(tx, 'records', space, ({ alive, fields }) => {
      if (alive.value) free(freed, alive.made.by, 1, JSON.stringify(Object.values(fields)).length)
    }),
  forgetNumbers,
]

export async function discardSlice(db: Database, space: string, at: DiscardPlace | null): Promise<Discarded> {
  const freed: Freed = new Map()
  const { step, n } = at ?? { step: 0, n: 0 }
  const run = steps[step]
  if (!run) return { next: null, freed }
  const tx = handled(db.transaction([...rooms], 'readwrite', { durability: 'strict' }))
  const next = await run(tx as unknown as WriteTransaction, space, n, freed)
  await tx.done
  const place = next === null ? { step: step + 1, n: 0 } : { step, n: next }
  return { next: place.step < steps.length ? place : null, freed }
}

async function scrubLog(tx: WriteTransaction, space: string, after: number): Promise<number | null> {
  const log = tx.objectStore('log')
  const rows = await log.getAll(IDBKeyRange.lowerBound(after, true), atOnce)
  const puts = rows.flatMap(({ commits, foreign, ...row }) => {
    const kept = commits.filter(commit => commit.space !== space)
    if (kept.length === commits.length) return []
    const others = foreign?.filter(name => name.split(' ')[1] !== space) ?? []
    return log.put({ ...row, commits: kept, ...(others.length > 0 ? { foreign: others } : {}) })
  })
  await Promise.all(puts)
  return rows.length < atOnce ? null : (rows.at(-1)?.n ?? null)
}

async function scrubImages(tx: WriteTransaction, space: string, after: number): Promise<number | null> {
  const before = tx.objectStore('before')
  const images = await before.getAll(IDBKeyRange.lowerBound(after, true), atOnce)
  const puts = images.flatMap(({ n, rows }): Promise<unknown>[] => {
    const kept = rows.filter(row => row.space !== space)
    if (kept.length === rows.length) return []
    return [kept.length > 0 ? before.put({ n, rows: kept }) : before.delete(n)]
  })
  await Promise.all(puts)
  return images.length < atOnce ? null : (images.at(-1)?.n ?? null)
}

async function remove<N extends 'texts' | 'packs' | 'clients' | 'records'>(
  tx: WriteTransaction,
  name: N,
  space: string,
  each: (row: StoreValue<AllodDB, N>) => void,
): Promise<number | null> {
  const store = tx.objectStore(name)
  const range = startingWith([space])
  const [rows, keys] = await Promise.all([store.getAll(range, atOnce), store.getAllKeys(range, atOnce)])
  rows.forEach(each)
  const [first, last] = [keys[0], keys.at(-1)]
  if (first && last) await store.delete(IDBKeyRange.bound(first, last))
  return keys.length < atOnce ? null : 0
}

function free(freed: Freed, by: string, records: number, bytes: number): void {
  const known = freed.get(by) ?? { records: 0, bytes: 0 }
  freed.set(by, { records: known.records + records, bytes: known.bytes + bytes })
}

/** Whole ones: a hidden space is no large one. */
async function dropIndexes(tx: WriteTransaction, space: string): Promise<null> {
  const indexes = tx.objectStore('indexes')
  const all = await indexes.getAll(startingWith([space]))
  const meta = tx.objectStore('meta')
  const head = (await meta.get('head')) as Head
  await Promise.all([
    ...all.flatMap(({ collection, path, no }) => [
      tx.objectStore('index').delete(rowsOfIndex(no)),
      indexes.delete([space, collection, path]),
    ]),
    all.length > 0 && meta.put({ ...head, indexed: (head.indexed ?? 0) + 1 }, 'head'),
  ])
  return null
}

/** How many commits this device has made in it. A running background finds that out with its next write. */
async function forgetNumbers(tx: WriteTransaction, space: string): Promise<null> {
  const meta = tx.objectStore('meta')
  const { seqs, ...head } = (await meta.get('head')) as Head
  const { [space]: _, ...others } = seqs
  await meta.put({ ...head, seqs: others }, 'head')
  return null
}

/** Every space in which records stand, and who made the first of them. */
export async function spacesOf(tx: Transaction): Promise<{ space: string; by: string }[]> {
  const found: { space: string; by: string }[] = []
  let range: IDBKeyRange | null = null
  for (;;) {
    const cursor: { value: { space: string; alive: { made: { by: string } } } } | null = await tx
      .objectStore('records')
      .openCursor(range)
    if (!cursor) return found
    const { space, alive } = cursor.value
    found.push({ space, by: alive.made.by })
    range = IDBKeyRange.lowerBound([space, []])
  }
}
