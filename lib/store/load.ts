/** Reads records with their texts, and keeps the texts that were used last. */
import { getRows } from './get-rows.ts'
import { freeze, nameOf } from './group.ts'
import { LoadedRecord } from './loaded.ts'
import { baseOf, isText, keyOf, type RecordKey, type Row } from './row.ts'
import { type Head, startingWith, type TextRow, type Transaction } from './schema.ts'
import { loadText, type StoredText } from './texts.ts'

const keptTexts = 32

/**
 * Texts in memory, as of one place in the log. A transaction may use them only if it finds the log at that place:
 * otherwise another write has been there first.
 */
export class TextCache {
  readonly #texts = new Map<string, StoredText>()

  get(row: Row, field: string): StoredText | undefined {
    const name = nameOf([...keyOf(row), field])
    const stored = this.#texts.get(name)
    if (stored?.base !== baseOf(row, field)) return undefined
    this.#texts.delete(name)
    this.#texts.set(name, stored)
    return stored
  }

  set(row: Row, field: string, stored: StoredText): void {
    const name = nameOf([...keyOf(row), field])
    if (stored.isContested) this.#texts.delete(name)
    else this.#texts.set(name, stored)
    for (const oldest of this.#texts.keys()) {
      if (this.#texts.size <= keptTexts) return
      this.#texts.delete(oldest)
    }
  }

  clear(): void {
    this.#texts.clear()
  }
}

export async function loadTexts(tx: Transaction, row: Row, cache: TextCache | null): Promise<Map<string, StoredText>> {
  const fields = Object.keys(row.texts ?? {}).filter(field => isText(row, field))
  const texts = await Promise.all(
    fields.map(async field => {
      const known = cache?.get(row, field)
      if (known) return known
      const stored = await loadText(tx, row, field)
      cache?.set(row, field, stored)
      return stored
    }),
  )
  return new Map(texts.map((text, i) => [fields[i] as string, text]))
}

/** Updates of texts whose first value has not arrived yet. */
export async function loadEarly(tx: Transaction, row: Row): Promise<TextRow[]> {
  const fields = Object.entries(row.awaited ?? {})
  const found = fields.map(async ([field, bases]) => {
    const all = await tx.objectStore('texts').getAll(startingWith([...keyOf(row), field]))
    return all.filter(({ base }) => bases.includes(base))
  })
  return (await Promise.all(found)).flat()
}

/** The records as this transaction sees them. */
export async function loadRecords(
  tx: Transaction,
  keys: readonly RecordKey[],
  cache: TextCache,
  head: Head,
): Promise<(LoadedRecord | undefined)[]> {
  const rows = await getRows(tx, keys)
  if (!rows.some(row => row?.texts)) return rows.map(row => row && new LoadedRecord(row))
  return Promise.all(rows.map(row => row && loadRow(tx, row, cache, head)))
}

async function loadRow(tx: Transaction, row: Row, cache: TextCache, head: Head): Promise<LoadedRecord> {
  if (!row.texts) return new LoadedRecord(row)
  const now = (await tx.objectStore('meta').get('head')) as Head | undefined
  return freeze(row, await loadTexts(tx, row, now?.n === head.n ? cache : null))
}
