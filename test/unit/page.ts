import { type CompiledQuery, compileQuery, Page } from '../../lib/query/index.ts'

/** One page of an answer, out of all records that match. */
export function page<T extends Record<string, unknown>>(
  records: readonly T[],
  query: CompiledQuery,
): { records: T[]; cursor?: string } {
  const page = new Page<T>(query, Number.POSITIVE_INFINITY)
  for (const record of records) page.add(record, record, 1)
  const { items, ...rest } = page.result()
  return { records: items, ...rest }
}

/** All of them, as a sorted answer has them. */
export function inOrder<T extends Record<string, unknown>>(records: readonly T[], sort: readonly unknown[]): T[] {
  return page(records, compileQuery({ sort, limit: 10_000 })).records
}
