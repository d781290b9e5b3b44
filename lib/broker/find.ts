/** Runs a query over what a view shows. */
import { BrokerError } from '../protocol/errors.ts'
import { type Check, type CompiledQuery, compileQuery, page, project, QueryError } from '../query/index.ts'
import type { LoadedRecord } from '../store/index.ts'
import type { Context } from './context.ts'
import { type Shown, type ShownRecord, show, showFields } from './show.ts'
import type { View } from './view.ts'

/**
 * A query that takes longer for itself is too costly: other sites' calls wait meanwhile. What it waits for others does
 * not count: else a site that floods would have the queries of all others refused. Milliseconds.
 */
const maxTime = 5_000
/** The same for one record, within which nobody else can be answered. Milliseconds. */
const maxTimeOfRecord = 500
/** And for putting the result in order, at once. Milliseconds. */
const maxTimeOfSort = 2_000

export interface Found {
  records: ShownRecord[]
  cursor?: string
  n: number
  at: string
}

/** @throws BrokerError, with the place in the query that is wrong */
export function parseQuery(query: unknown): CompiledQuery {
  return asBrokerError(() => compileQuery(query ?? {}))
}

export async function find(context: Context, view: View, collection: string, query: CompiledQuery): Promise<Found> {
  const matching: { shown: Shown; record: LoadedRecord }[] = []
  const position = await scanMatches(context, view, collection, query, (shown, record) =>
    matching.push({ shown, record }),
  )
  const byId = new Map(matching.map(({ shown, record }) => [shown.id, record]))
  const result = asBrokerError(() =>
    page(
      matching.map(({ shown }) => shown),
      query,
      withinTime(context, maxTimeOfSort),
    ),
  )
  const records = result.records.map(({ id }) => answerOf(context, view, byId.get(id), query) as ShownRecord)
  return { records, ...(result.cursor === undefined ? {} : { cursor: result.cursor }), ...position }
}

export async function countMatches(context: Context, view: View, collection: string, query: CompiledQuery) {
  let count = 0
  await scanMatches(context, view, collection, query, () => count++)
  return count
}

/** @returns the place in the log at which the collection was seen */
function scanMatches(
  { store, now }: Context,
  view: View,
  collection: string,
  query: CompiledQuery,
  each: (shown: Shown, record: LoadedRecord) => void,
) {
  let spent = 0
  return store.scan(view.space, collection, record => {
    if (spent > maxTime) throw tooLong()
    const start = performance.now() // finer than the clock, which does not see a record's share
    const shown = showFields(view, record)
    if (shown && query.matches(shown, withinTime({ now }, maxTimeOfRecord))) each(shown, record)
    spent += performance.now() - start
  })
}

/** @returns throws from then on */
function withinTime({ now }: Pick<Context, 'now'>, time: number): Check {
  const latest = now() + time
  return () => {
    if (now() > latest) throw tooLong()
  }
}

const tooLong = () => new BrokerError('too_large', 'query: it takes too long on this collection')

/** The record as this query answers it; undefined when it is not in the result. */
export function match(context: Context, view: View, record: LoadedRecord | undefined, query: CompiledQuery) {
  const shown = showFields(view, record)
  return shown && query.matches(shown, withinTime(context, maxTimeOfRecord))
    ? answerOf(context, view, record, query)
    : undefined
}

function answerOf(context: Context, view: View, record: LoadedRecord | undefined, query: CompiledQuery) {
  const shown = show(view, record, context.store.identity.secret)
  return shown && (query.fields ? (project(shown, query.fields) as ShownRecord) : shown)
}

function asBrokerError<T>(run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (error instanceof QueryError) throw new BrokerError(error.code, error.message)
    throw error
  }
}
