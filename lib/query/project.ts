/** A record as a query with `fields` answers it: these top-level fields, with `id` and `_rev`. */
export function project(record: Record<string, unknown>, fields: readonly string[]): Record<string, unknown> {
  const names = ['id', '_rev', ...fields].filter(name => Object.hasOwn(record, name))
  return Object.fromEntries(names.map(name => [name, record[name]]))
}
