/** Writers, numbers and sizes as the owner reads them. */
import { i18n } from '#i18n'
import type { WrittenView } from '../../protocol/browse.ts'
import { hostOf } from '../words.ts'

/** "you", or the site's host. */
export function writerOf({ by }: WrittenView): string {
  if (by === 'owner') return i18n.t('record.you')
  return URL.canParse(by) ? hostOf(by) : by
}

const numbers = new Intl.NumberFormat()
export const numberOf = (value: number): string => numbers.format(value)

/** "12 records" */
export const recordsOf = (count: number): string => i18n.t('dashboard.records', count, { count: numberOf(count) })

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** "3.4 MB", in thousands. */
export function bytesOf(bytes: number): string {
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)))
  return new Intl.NumberFormat(undefined, {
    style: 'unit',
    unit: units[power] as string,
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: power === 0 ? 0 : 1,
  }).format(bytes / 1000 ** power)
}

const moments = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })
const times = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })

/** The time alone for today, else with its date. */
export function momentOf(time: number): string {
  const isToday = new Date(time).toDateString() === new Date().toDateString()
  return isToday ? i18n.t('dashboard.today', { time: times.format(time) }) : moments.format(time)
}

/** "today, 10:15", or from when to when. */
export function timeWords({ time, until }: { time: number; until?: number }): string {
  const [from, to] = [momentOf(time), until === undefined ? '' : momentOf(until)]
  return to === '' || to === from ? from : i18n.t('dashboard.fromTo', { from, to })
}
