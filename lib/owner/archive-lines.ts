/** The store's rows as lines of an export, and back. */

import type { Json } from '../protocol/api.ts'
import { type LoadedRecord, type Row, timeOf } from '../store/index.ts'

/** Characters of one record's fields: what other programs can still read in one piece. */
const maxFields = 8 * 1_048_576

/** A record as other programs read it; undefined for a deleted one. */
export function recordLine(record: LoadedRecord): string | undefined {
  if (!record.alive) return undefined
  const { space, collection, id } = record.row
  const names = record.fieldNames('*')
  const fields = new Map<string, string>()
  for (const name of names) {
    const value = record.value(name) as Json
    // A text may have been cut inside a surrogate pair.
    fields.set(name, JSON.stringify(record.isText(name) ? String(value).toWellFormed() : value))
  }
  const omitted = omitLongest(fields)
  const { stamp, by } = record.row.alive.made
  const body = [...fields].map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(',')
  const head = JSON.stringify({ space, collection, id }).slice(0, -1)
  const texts = names.filter(name => record.isText(name))
  const rest = JSON.stringify({
    ...(texts.length > 0 ? { texts } : {}),
    ...(omitted.length > 0 ? { omitted } : {}),
    made: { time: new Date(timeOf(stamp)).toISOString(), by },
  })
  return `${head},"fields":{${body}},${rest.slice(1)}\n`
}

function omitLongest(fields: Map<string, string>): string[] {
  const omitted: string[] = []
  let size = [...fields].reduce((sum, [name, json]) => sum + name.length + json.length, 0)
  for (const [name, json] of [...fields].sort(([, a], [, b]) => b.length - a.length)) {
    if (size <= maxFields) break
    fields.delete(name)
    omitted.push(name)
    size -= name.length + json.length
  }
  return omitted
}

/** Undefined for a row that is too long for a line: history shows it from the log all the same. */
export function beforeLine(n: number, { n: _ours, awaited: _here, ...row }: Row): string | undefined {
  const line = `${JSON.stringify({ n, row })}\n`
  return line.length > maxFields ? undefined : line
}
