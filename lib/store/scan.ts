/** Reads collections, a chunk of rows and their texts at a time. */
import { isText, type Row } from './row.ts'
import type { Transaction } from './schema.ts'
import { startingWith, type TextRow } from './schema.ts'

const chunk = 256

/** @returns how many are alive, but not more than `most` */
export async function countAlive(tx: Transaction, space: string, collection: string, most: number): Promise<number> {
  let count = 0
  let after: string | null = null
  do {
    const { rows, next } = await readRows(tx, space, collection, after)
    for (const row of rows) if (row.alive.value) count++
    after = next
  } while (after !== null && count < most)
  return Math.min(count, most)
}

/** The fields that the first records of a collection have, the most used first. */
export async function fieldNames(tx: Transaction, space: string, collection: string): Promise<string[]> {
  const { rows } = await readRows(tx, space, collection, null)
  const uses = new Map<string, number>()
  for (const row of rows.filter(({ alive }) => alive.value)) {
    const texts = Object.keys(row.texts ?? {}).filter(field => isText(row, field))
    for (const field of new Set([...Object.keys(row.fields), ...texts])) uses.set(field, (uses.get(field) ?? 0) + 1)
  }
  return [...uses].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([field]) => field)
}

export const updatesOf = (texts: TextRow[], field: string): TextRow[] => texts.filter(row => row.field === field)

/** The rows after an id, and the stored updates of their texts. `next`: the id to go on after; null at the end. */
export async function readChunk(
  tx: Transaction,
  space: string,
  collection: string,
  after: string | null,
  count = chunk,
): Promise<{ rows: Row[]; textsOf: (row: Row) => TextRow[]; next: string | null }> {
  const { rows, next } = await readRows(tx, space, collection, after, count)
  const texts = Map.groupBy(await readTexts(tx, rows), row => row.id)
  return { rows, textsOf: row => texts.get(row.id) ?? [], next }
}

async function readRows(
  tx: Transaction,
  space: string,
  collection: string,
  after: string | null,
  count = chunk,
): Promise<{ rows: Row[]; next: string | null }> {
  const all = startingWith([space, collection])
  const range = after === null ? all : IDBKeyRange.bound([space, collection, after], all.upper, true)
  const rows = await tx.objectStore('records').getAll(range, count)
  return { rows, next: rows.length < count ? null : (rows.at(-1)?.id ?? null) }
}

async function readTexts(tx: Transaction, rows: Row[]): Promise<TextRow[]> {
  const [first, last] = [rows.find(row => row.texts), rows.findLast(row => row.texts)]
  if (!first || !last) return []
  const { space, collection } = first
  return tx
    .objectStore('texts')
    .getAll(IDBKeyRange.bound([space, collection, first.id], [space, collection, last.id, []]))
}
