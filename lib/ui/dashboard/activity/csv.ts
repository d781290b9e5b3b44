/** Activity as CSV (RFC 4180). Pure. */
import type { ActivityLine } from '../../../protocol/activity.ts'

type Cell = string | number | undefined

/**
 * A spreadsheet would take these for the beginning of a formula, and what stands here was written by websites:
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
const beginsFormula = /^[=+\-@\t\r]/

export function csvCell(value: Cell): string {
  if (value === undefined) return ''
  if (typeof value === 'number') return String(value)
  const text = beginsFormula.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const lineOf = (cells: readonly Cell[]): string => `${cells.map(csvCell).join(',')}\r\n`

const columns: Record<string, (line: ActivityLine) => Cell> = {
  time: ({ time }) => new Date(time).toISOString(),
  until: ({ until }) => until && new Date(until).toISOString(),
  site: ({ origin }) => origin,
  what: ({ what }) => what,
  collection: ({ collection }) => collection,
  count: ({ count }) => count,
  created: ({ created }) => created,
  updated: ({ updated }) => updated,
  deleted: ({ deleted }) => deleted,
  fields: ({ fields, more }) => (fields === '*' ? 'all' : fields && fields.join(', ') + (more ? ', …' : '')),
  outcome: ({ outcome }) => outcome,
  detail: ({ detail }) => detail,
  reason: ({ reason }) => reason,
}

export const csvHead = lineOf(Object.keys(columns))

export const csvLine = (line: ActivityLine): string => lineOf(Object.values(columns).map(cell => cell(line)))
