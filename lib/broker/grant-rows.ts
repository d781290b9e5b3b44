/** An origin's rows of grants: what is added to them, what is kept of them, and what they say. Pure. */
import type { Scope } from '../protocol/api.ts'
import type { GrantPart, GrantRow } from '../store/index.ts'
import { inWords } from './ledger-words.ts'
import { addPart, lostParts, openParts, scopesOf } from './parts.ts'

/** What is granted of one collection. */
export type Piece = Pick<GrantPart, 'access' | 'fields' | 'records' | 'picked'> & { collection: string }

/** When and for how long it is granted. */
export type PieceTime = Omit<GrantPart, 'access' | 'fields' | 'records' | 'picked'>

/** With what was granted in one space; what had lapsed there has not any more. */
export function withPieces(
  known: readonly GrantRow[],
  origin: string,
  space: string,
  pieces: readonly Piece[],
  time: PieceTime,
): GrantRow[] {
  let rows = known.map(row => ({ ...row }))
  for (const { collection, ...piece } of pieces) {
    // What it is given now stands in one space, and what it had in another ends.
    rows = rows.filter(known => known.collection !== collection || known.space === space)
    let row = rows.find(known => known.space === space && known.collection === collection)
    if (!row) {
      row = { origin, space, collection, parts: [] }
      rows.push(row)
    }
    delete row.lapsedAt
    row.parts = addPart(row.parts, { ...time, ...piece })
  }
  return rows
}

/** `lapsedAt`: rows that lose parts are marked with it. `dismiss`: such marks go. */
export interface Marking {
  lapsedAt?: number
  dismiss?: boolean
}

/** With the parts that are to be kept. */
export function keptRows(
  rows: readonly GrantRow[],
  partsOf: (row: GrantRow) => GrantPart[],
  { lapsedAt, dismiss }: Marking,
): GrantRow[] {
  return rows.map(row => {
    const { lapsedAt: known, ...rest } = row
    const parts = partsOf(row)
    const mark = dismiss ? undefined : parts.length < row.parts.length ? (lapsedAt ?? known) : known
    return mark === undefined ? { ...rest, parts } : { ...rest, parts, lapsedAt: mark }
  })
}

/** With the parts that count now. */
export const openRowsOf = (rows: readonly GrantRow[], now: number): GrantRow[] =>
  rows.map(row => ({ ...row, parts: openParts(row, now) }))

/** With the latest use of each that is known. */
export function withUses(rows: readonly GrantRow[], known: readonly GrantRow[]): GrantRow[] {
  return rows.map(row => {
    const used = known.find(other => nameOfRow(other) === nameOfRow(row))?.usedAt
    return used === undefined ? row : { ...row, usedAt: Math.max(used, row.usedAt ?? 0) }
  })
}

/** A row without parts stays only to say that they lapsed. */
export const isKept = ({ parts, lapsedAt }: GrantRow): boolean => parts.length > 0 || lapsedAt !== undefined

/** Whether they say the same, uses left out: these change nothing. */
export function sayTheSame(some: readonly GrantRow[], others: readonly GrantRow[]): boolean {
  const said = (rows: readonly GrantRow[]) =>
    JSON.stringify(rows.map(({ parts, lapsedAt, ...row }) => [nameOfRow(row), parts, lapsedAt]))
  return said(some) === said(others)
}

export const scopesOfRows = (rows: readonly GrantRow[]): Scope[] =>
  rows.flatMap(({ collection, parts }) => scopesOf(collection, parts))

export const wordsOf = (rows: readonly GrantRow[]): string => inWords(scopesOfRows(rows))

/** What rows have lost, in words; '' where they have lost nothing. @param after the same rows, in the same order */
export const lossInWords = (before: readonly GrantRow[], after: readonly GrantRow[]): string =>
  wordsOf(before.map((row, i) => ({ ...row, parts: lostParts(row.parts, after[i]?.parts ?? []) })))

export const nameOfRow = ({ origin, space, collection }: Pick<GrantRow, 'origin' | 'space' | 'collection'>): string =>
  JSON.stringify([origin, space, collection])
