import { freeze, nameOf } from './group.ts'
import type { LoadedRecord } from './loaded.ts'
import { isText, type Row } from './row.ts'
import type { Transaction } from './schema.ts'
import { startingWith, type TextRow } from './schema.ts'
import { type StoredText, textFrom } from './texts.ts'

const chunk = 256

/** Visits every record of a collection in the order of their ids, a chunk of rows and their texts at a time. */
export async function scan(
  tx: Transaction,
  space: string,
  collection: string,
  each: (record: LoadedRecord) => void,
): Promise<void> {
  for await (const rows of chunksOf(tx, space, collection)) {
    const texts = await textsOf(tx, rows)
    for (const row of rows) each(freeze(row, texts(row)))
  }
}

/** @returns how many are alive, but not more than `most` */
export async function countAlive(tx: Transaction, space: string, collection: string, most: number): Promise<number> {
  let count = 0
  for await (const rows of chunksOf(tx, space, collection)) {
    for (const row of rows) if (row.alive.value) count++
    if (count >= most) return most
  }
  return count
}

/** Awaits nothing but the transaction's own requests, or it would close in between. */
async function* chunksOf(tx: Transaction, space: string, collection: string): AsyncGenerator<Row[]> {
  let range = startingWith([space, collection])
  for (;;) {
    const rows = await tx.objectStore('records').getAll(range, chunk)
    if (rows.length > 0) yield rows
    const last = rows.at(-1)
    if (!last || rows.length < chunk) return
    range = IDBKeyRange.bound([space, collection, last.id], [space, collection, []], true)
  }
}

async function textsOf(tx: Transaction, rows: Row[]): Promise<(row: Row) => Map<string, StoredText>> {
  const [first, last] = [rows.find(row => row.texts), rows.findLast(row => row.texts)]
  if (!first || !last) return () => new Map()
  const { space, collection } = first
  const range = IDBKeyRange.bound([space, collection, first.id], [space, collection, last.id, []])
  const byText = new Map<string, TextRow[]>()
  for (const row of await tx.objectStore('texts').getAll(range)) {
    const name = nameOf([row.id, row.field])
    const known = byText.get(name)
    if (known) known.push(row)
    else byText.set(name, [row])
  }
  return row => {
    const fields = Object.keys(row.texts ?? {}).filter(field => isText(row, field))
    return new Map(fields.map(field => [field, textFrom(row, field, byText.get(nameOf([row.id, field])) ?? [])]))
  }
}
