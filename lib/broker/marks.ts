/** How much a site reads in a day, and when that is far more than usual. Pure. */
import type { SiteRow } from '../store/index.ts'

/** So many records a day are nothing to tell of, whatever is usual. */
const always = 1_000
/** More than so many times its usual day is far more. */
const times = 10
/** For so many days before a day, what was read is known. */
const kept = 30

const oneDay = 86_400_000

/** `YYYY-MM-DD`, in UTC. */
export const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10)

/** The site has read so many records more on this day. */
export function withReads(row: SiteRow, day: string, more: number): SiteRow {
  const oldest = dayOf(Date.parse(day) - kept * oneDay)
  const known = Object.entries(row.reads ?? {}).filter(([other]) => other >= oldest)
  const reads: Record<string, number> = Object.fromEntries(known)
  const records = (reads[day] ?? 0) + more
  reads[day] = records
  const usual = usualOf(reads, day)
  if (!isFarMore(records, usual)) return { ...row, reads }
  const seen = row.marked?.day === day && row.marked.seen
  return { ...row, reads, marked: { day, records, usual, ...(seen ? { seen } : {}) } }
}

export const isFarMore = (records: number, usual: number): boolean => records > always && records > times * usual

/** The median of the days before this one on which the site has read anything; 0 where there is none. */
export function usualOf(reads: Record<string, number>, day: string): number {
  const before = Object.entries(reads)
    .filter(([other, records]) => other < day && records > 0)
    .map(([, records]) => records)
    .sort((a, b) => a - b)
  const middle = before.length / 2
  const upper = before[Math.floor(middle)] ?? 0
  return Number.isInteger(middle) ? ((before[middle - 1] ?? 0) + upper) / 2 : upper
}
