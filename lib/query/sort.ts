import type { Json } from '../protocol/api.ts'
import { collate } from './json.ts'
import { valueAt } from './path.ts'

export type SortField = { path: string[]; direction: 'asc' | 'desc' }

/** A record's place in a sorted answer. It stays good while other records come and go. */
export interface Position {
  /** One for each sort field; undefined: the record lacks it. */
  readonly keys: (Json | undefined)[]
  readonly id: string
}

export function positionOf(record: Record<string, unknown>, sort: SortField[]): Position {
  return { keys: sort.map(({ path }) => valueAt(record as Json, path)), id: record.id as string }
}

export function comparePositions(a: Position, b: Position, sort: SortField[]): number {
  for (const [index, { direction }] of sort.entries()) {
    const order = compareKeys(a.keys[index], b.keys[index], direction)
    if (order !== 0) return order
  }
  if (a.id === b.id) return 0
  return a.id < b.id ? -1 : 1
}

/** Records that lack the field come first, in both directions. */
function compareKeys(a: Json | undefined, b: Json | undefined, direction: 'asc' | 'desc'): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined)
  return direction === 'asc' ? collate(a, b) : collate(b, a)
}
