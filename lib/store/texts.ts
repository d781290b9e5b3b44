/** Texts as they are stored: a seed that follows from the record, and rows of updates since. */
import { mergeUpdates, seedUpdate, Text } from '../text/index.ts'
import { baseOf, isText, keyOf, type RecordKey, type Row } from './row.ts'
import { startingWith, type TextRow, type Transaction, type WriteTransaction } from './schema.ts'
import type { Stamp } from './stamp.ts'

export interface StoredText {
  text: Text
  base: Stamp | ''
  /** Of the newest update; '' where there is none. */
  stamp: Stamp | ''
  /** How many rows it has. */
  rows: number
}

/** Rows of one text that are kept apart. At twice that many the older half becomes one row. */
const keptRows = 200

/**
 * Names what a text's seed is made for. It is the same on every device, and so is the seed. The stamp is one of all
 * devices; the space is left out, so that records can be brought into another one with their texts.
 */
export const seedPlace = ([, collection, id]: RecordKey, field: string, base: Stamp | ''): string =>
  JSON.stringify([collection, id, field, base])

/** The text that a field's string becomes. A missing record or field, and what is no string, reads empty. */
export function seededText(row: Row | undefined, field: string): Text {
  const value = row && Object.hasOwn(row.fields, field) ? row.fields[field] : ''
  const place = row && seedPlace(keyOf(row), field, baseOf(row, field))
  const seed = place && typeof value === 'string' ? seedUpdate(field, value, place) : undefined
  return new Text(field, seed ? [seed] : [])
}

/** The text that these rows make. Rows of a value that has been replaced do not count. */
export function textFrom(row: Row, field: string, all: TextRow[]): StoredText {
  const base = baseOf(row, field)
  const text = seededText(row, field)
  const rows = all.filter(update => update.base === base)
  let stamp: Stamp | '' = ''
  for (const update of rows) if (update.stamp > stamp) stamp = update.stamp
  if (rows.length > 0) text.apply(mergeUpdates(rows.map(update => update.update)))
  return { text, base, stamp, rows: rows.length }
}

export async function loadText(tx: Transaction, row: Row, field: string): Promise<StoredText> {
  return textFrom(row, field, isText(row, field) ? await rowsOf(tx, row, field) : [])
}

/** The text as it stood after the newest update that is wanted; null where that one is not kept apart any more. */
export async function textAsOf(
  tx: Transaction,
  row: Row,
  field: string,
  isWanted: (stamp: Stamp) => boolean,
): Promise<Text | null> {
  const rows = await rowsOf(tx, row, field)
  const last = rows.findLastIndex(update => isWanted(update.stamp))
  return last < 0 ? null : textFrom(row, field, rows.slice(0, last + 1)).text
}

export const wantsCompaction = (stored: StoredText): boolean => stored.rows >= 2 * keptRows

/** Merges the oldest rows of a text into one. Loses nothing visible: the log keeps every update. */
export async function compactText(tx: WriteTransaction, row: Row, field: string): Promise<void> {
  const store = tx.objectStore('texts')
  const old = (await rowsOf(tx, row, field)).slice(0, -keptRows)
  const [first, last] = [old[0], old.at(-1)]
  if (!first || !last || first === last) return
  const puts = old.slice(0, -1).map(update => store.delete([...keyOf(row), field, update.n, update.i]))
  const update = mergeUpdates(old.map(({ update }) => update))
  await Promise.all([...puts, store.put({ ...last, from: first.from ?? first.n, update })])
}

async function rowsOf(tx: Transaction, row: Row, field: string): Promise<TextRow[]> {
  const all = await tx.objectStore('texts').getAll(startingWith([...keyOf(row), field]))
  return all.filter(update => update.base === baseOf(row, field))
}
