/** Which way through a collection is the shortest. */
import { keyOfValue, type Span, unknownKey } from '../../query/index.ts'
import { isWhole } from '../indexes/known.ts'
import { makerPath } from '../indexes/rows.ts'
import type { IndexRow, Transaction } from '../schema.ts'
import type { Access } from './access.ts'
import { Ordered } from './ordered.ts'
import { ById, Named, type Source } from './source.ts'

/** More records than that are looked up one by one only if there is no other way. */
const maxNamed = 10_000
/** Spans that are looked up together: each wait is a way to the disk and back, and each may hold too many. */
const atOnce = 4
/** So few that no other index need be asked. */
const few = 100

export interface Choice {
  source: Source
  wishes: Wishes
  used?: IndexRow
}

/** Paths of which an index would have been of use: where most records did not match, and where most came too late. */
export interface Wishes {
  filter?: string
  order?: string
  counted?: string
}

export async function choose(
  tx: Transaction,
  place: [string, string],
  access: Access,
  indexes: readonly IndexRow[],
): Promise<Choice> {
  const { ids, only } = access
  const isById = access.order === undefined
  const order = access.order === 'any' ? undefined : access.order
  if (ids) return { source: new Named(place, ids, isById), wishes: {} }
  if (only && only.madeBy === undefined) return { source: new Named(place, only.ids, isById), wishes: {} }
  const whole = new Map(indexes.filter(isWhole).map(index => [index.path, index]))
  const telling = [...makerCondition(only), ...access.conditions]
  const missing = (path: string) => !indexes.some(index => index.path === path)
  const [filter] = telling.map(({ path }) => path).filter(path => missing(path) && path !== 'id')
  const { counted } = access
  const wishes: Wishes = {
    ...(counted !== undefined && missing(counted) && { counted }),
    ...(filter !== undefined && { filter }),
    ...(order && missing(order.path) && { order: order.path }),
  }
  let best: { found: string[]; index: IndexRow } | null = null
  for (const { path, spans } of telling) {
    const index = whole.get(path)
    if (!index || (best && best.found.length <= few)) continue
    const found = await idsIn(tx, index, spans, best?.found.length ?? maxNamed)
    if (found) best = { found: path === makerPath ? [...found, ...(only?.ids ?? [])] : found, index }
  }
  if (best) return { source: new Named(place, best.found, isById), wishes: {}, used: best.index }
  const ordering = order && whole.get(order.path)
  const unknown = ordering && (await idsIn(tx, ordering, [], maxNamed))
  if (unknown) return { source: new Ordered(place, ordering, order, unknown), wishes, used: ordering }
  return { source: new ById(place, access.after, isById), wishes }
}

function makerCondition(only: Access['only']): { path: string; spans: Span[] }[] {
  const key = only?.madeBy === undefined ? null : keyOfValue(only.madeBy)
  return key ? [{ path: makerPath, spans: [{ from: key, to: key }] }] : []
}

/** Values that are too long for a key. */
const unknownSpan: Span = { from: unknownKey, to: unknownKey }

/** Null: there are more than `most`. */
async function idsIn(
  tx: Transaction,
  { no }: IndexRow,
  spans: readonly Span[],
  most: number,
): Promise<string[] | null> {
  const ids: string[] = []
  const all = [unknownSpan, ...spans]
  for (let at = 0; at < all.length; at += atOnce) {
    const left = most + 1 - ids.length
    const asking = all.slice(at, at + atOnce).map(span => tx.objectStore('index').getAllKeys(rangeOf(no, span), left))
    for (const keys of await Promise.all(asking)) for (const [, , id] of keys) ids.push(id)
    if (ids.length > most) return null
  }
  return ids
}

/** How many lie there, and how many of them have no key of their own. */
export async function countIn(tx: Transaction, { no }: IndexRow, spans: readonly Span[]) {
  const count = (span: Span) => tx.objectStore('index').count(rangeOf(no, span))
  const all = [unknownSpan, ...spans]
  const [unknown = 0, ...known] = await Promise.all(all.map(count))
  return { known: known.reduce((sum, count) => sum + count, 0), unknown }
}

/** Rows of a key begin where it ends: an id follows. */
function rangeOf(no: number, { from, to, fromOpen, toOpen }: Span): IDBKeyRange {
  return IDBKeyRange.bound(fromOpen ? [no, from, []] : [no, from], toOpen ? [no, to] : [no, to, []], !!fromOpen)
}
