/** Texts as they are stored: a seed that follows from the record, and rows of updates since. */
import { clientIdOf, mergeUpdates, seedUpdate, Text } from '../text/index.ts'
import { baseOf, isText, keyOf, type RecordKey, type Row } from './row.ts'
import { type PackRow, startingWith, type TextRow, type Transaction, type WriteTransaction } from './schema.ts'
import type { Stamp } from './stamp.ts'

export interface StoredText {
  text: Text
  base: Stamp | ''
  /** Of the newest update; '' where there is none. */
  stamp: Stamp | ''
  /** How many updates it is made of. */
  count: number
  /** In how many rows they stand. */
  rows: number
  /**
   * Some of its changes came twice, perhaps with another content: two devices let the same client id in at once. What
   * counts then is the order of the stamps, and it has to be made anew from its rows.
   */
  isContested?: true
}

/** Names one state of a text here: an update that arrives late, with an older stamp, makes another one. */
export const versionOf = ({ stamp, count }: { stamp: Stamp | ''; count: number }): string => `${stamp}#${count}`

/** Rows of one text that are kept apart. At twice that many the older half becomes one row. */
const keptRows = 200

/**
 * Names what a text's seed is made for. It is the same on every device, and so is the seed. The stamp is one of all
 * devices; the space is left out, so that records can be brought into another one with their texts.
 */
const seedPlace = ([, collection, id]: RecordKey, field: string, base: Stamp | ''): string =>
  JSON.stringify([collection, id, field, base])

/** The text that a field's string becomes. A missing record or field, and what is no string, reads empty. */
export function seededText(row: Row | undefined, field: string): Text {
  const value = row && Object.hasOwn(row.fields, field) ? row.fields[field] : ''
  const place = row && seedPlace(keyOf(row), field, baseOf(row, field))
  const seed = place && typeof value === 'string' ? seedUpdate(field, value, place) : undefined
  return new Text(field, seed ? [seed] : [])
}

/** The client id of the seed; null where there is none. */
export function seedClient(row: Row | undefined, field: string): number | null {
  const hasSeed = row && Object.hasOwn(row.fields, field) && typeof row.fields[field] === 'string'
  return hasSeed ? clientIdOf(seedPlace(keyOf(row), field, baseOf(row, field))) : null
}

/**
 * The text that these rows make. Rows of a value that has been replaced do not count. Yjs makes the same of them in any
 * order, but for what is contested: so they are taken in the order that is the same on all devices.
 */
export function textFrom(row: Row, field: string, all: TextRow[]): StoredText {
  const base = baseOf(row, field)
  const text = seededText(row, field)
  const rows = all.filter(update => update.field === field && update.base === base)
  rows.sort((a, b) => (a.stamp < b.stamp ? -1 : a.stamp > b.stamp ? 1 : 0))
  text.applyAll(rows.map(({ update }) => update))
  return { text, base, ...stateOf(rows), rows: rows.length }
}

/** Of the rows of one text, however long their updates are. */
export const stateOf = (rows: TextRow[]): { stamp: Stamp | ''; count: number } =>
  rows.reduce(addRow, { stamp: '', count: 0 })

function addRow(so: { stamp: Stamp | ''; count: number }, { stamp, count = 1 }: TextRow) {
  return { stamp: stamp > so.stamp ? stamp : so.stamp, count: so.count + count }
}

export async function loadText(tx: Transaction, row: Row, field: string): Promise<StoredText> {
  return textFrom(row, field, isText(row, field) ? await rowsOf(tx, row, field) : [])
}

/** The text in the state whose version is wanted; null where that one is not kept apart any more. */
export async function textAsOf(
  tx: Transaction,
  row: Row,
  field: string,
  isWanted: (version: string) => boolean,
): Promise<Text | null> {
  const rows = await rowsOf(tx, row, field)
  let state: { stamp: Stamp | ''; count: number } = { stamp: '', count: 0 }
  for (const [i, update] of rows.entries()) {
    state = addRow(state, update)
    if (isWanted(versionOf(state))) return textFrom(row, field, rows.slice(0, i + 1)).text
  }
  return null
}

export const wantsCompaction = (stored: StoredText): boolean => stored.rows >= 2 * keptRows

/** Merges the oldest rows of a text into one. Loses nothing: as they were they go into a pack, for the history. */
export async function compactText(tx: WriteTransaction, row: Row, field: string): Promise<void> {
  const store = tx.objectStore('texts')
  const old = (await rowsOf(tx, row, field)).slice(0, -keptRows)
  const [first, last] = [old[0], old.at(-1)]
  if (!first || !last || first === last) return
  const puts: Promise<unknown>[] = old.slice(0, -1).map(update => store.delete(textKeyOf(update)))
  // What has been merged before stands in earlier packs; taken along again and again, it would grow without an end.
  const isPacked = (await tx.objectStore('packs').getKey(textKeyOf(first))) !== undefined
  const [space, collection, id] = keyOf(row)
  const { n, i } = last
  puts.push(tx.objectStore('packs').put({ space, collection, id, field, n, i, parts: isPacked ? old.slice(1) : old }))
  const update = mergeUpdates(old.map(({ update }) => update))
  const { stamp, count } = old.reduce(addRow, { stamp: '', count: 0 })
  await Promise.all([...puts, store.put({ ...last, stamp, from: first.from ?? first.n, count, update })])
}

export const textKeyOf = ({ space, collection, id, field, n, i }: PackRow | TextRow): TextKey => [
  space,
  collection,
  id,
  field,
  n,
  i,
]
type TextKey = [...RecordKey, field: string, n: number, i: number]

async function rowsOf(tx: Transaction, row: Row, field: string): Promise<TextRow[]> {
  const all = await tx.objectStore('texts').getAll(startingWith([...keyOf(row), field]))
  return all.filter(update => update.base === baseOf(row, field))
}
