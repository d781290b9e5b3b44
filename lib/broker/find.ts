/** Runs a query over what a view shows. */
import { BrokerError } from '../protocol/errors.ts'
import { type Check, type CompiledQuery, compileQuery, Page, project, QueryError } from '../query/index.ts'
import type { LoadedRecord, Visitor } from '../store/index.ts'
import { accessFor, countableBy } from './access.ts'
import type { Context } from './context.ts'
import { glance, type Shown, type ShownRecord, show } from './show.ts'
import { sizeOfValue } from './size.ts'
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
/**
 * An answer is one message, and those end at 64 MiB; and until it has left, all of it stands in memory. A page ends where
 * it is full, and tells where to go on. Characters, about.
 */
export const maxAnswer = 16 * 1_048_576

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
  const page = asBrokerError(() => new Page<LoadedRecord>(query, maxAnswer, () => withinTime(context, maxTimeOfSort)))
  const visitor: Visitor = {
    visit: matching(context, view, query, (shown, record) => page.add(shown, record, sizeOfRecord(record))),
    isEnough(reached) {
      if (typeof reached === 'object') return page.isFullBy(reached.key, reached.isLast)
      return reached === 'ordered' && page.isFull
    },
    close: () => page.close(),
    forget: id => page.forget(id),
    isShort: () => page.isShort,
    get isFull() {
      return page.hasLetGo
    },
    restart: () => page.clear(),
  }
  const { n, at } = await context.store.walk(view.space, collection, accessFor(view, query, page.after), visitor)
  const { items, cursor } = page.result()
  const records = items.map(record => answerOf(context, view, record, query) as ShownRecord)
  return { records, ...(cursor === undefined ? {} : { cursor }), n, at }
}

export async function countMatches(context: Context, view: View, collection: string, query: CompiledQuery) {
  const condition = countableBy(view, query)
  const known = condition && (await context.store.countIndexed(view.space, collection, condition))
  if (typeof known === 'number') return known
  const found = new Set<string>()
  const visitor: Visitor = {
    visit: matching(context, view, query, ({ id }) => found.add(id)),
    isEnough: () => false,
    close() {},
    forget: id => found.delete(id),
    isShort: () => false,
    isFull: false,
    restart: () => found.clear(),
  }
  const access = { ...accessFor(view, query, undefined), ...(condition && { counted: condition.path }) }
  await context.store.walk(view.space, collection, access, visitor)
  return found.size
}

/** @returns what looks at one record after the other, and takes no longer for all of them than a query may */
function matching(
  { now }: Pick<Context, 'now'>,
  view: View,
  query: CompiledQuery,
  each: (shown: Shown, record: LoadedRecord) => void,
) {
  let spent = 0
  return (record: LoadedRecord): boolean => {
    if (spent > maxTime) throw tooLong()
    const start = performance.now() // finer than the clock, which does not see a record's share
    const shown = glance(view, record)
    const isMatch = shown !== undefined && query.matches(shown, withinTime({ now }, maxTimeOfRecord))
    if (isMatch) each(shown, record)
    spent += performance.now() - start
    return isMatch
  }
}

/** @returns throws from then on */
function withinTime({ now }: Pick<Context, 'now'>, time: number): Check {
  const latest = now() + time
  return () => {
    if (now() > latest) throw tooLong()
  }
}

const tooLong = () => new BrokerError('too_large', 'query: it takes too long on this collection')

export const sizeOfRecord = ({ row, textSize }: LoadedRecord): number => sizeOfValue(row.fields) + textSize

/** The record as this query answers it; undefined when it is not in the result. */
export function match(context: Context, view: View, record: LoadedRecord | undefined, query: CompiledQuery) {
  const shown = glance(view, record)
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
