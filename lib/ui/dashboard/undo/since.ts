/** Since when a site's doings are taken back. Pure. */

export const sinceChoices = ['hour', 'today', 'week', 'all', 'moment'] as const
export type SinceChoice = (typeof sinceChoices)[number]

const hour = 3_600_000

/**
 * @param typed for `moment`: local time, as `<input type="datetime-local">` gives it
 * @returns milliseconds since the epoch; null for a moment that is none
 */
export function sinceOf(choice: SinceChoice, typed: string, now: Date): number | null {
  if (choice === 'hour') return now.getTime() - hour
  if (choice === 'today') return new Date(now).setHours(0, 0, 0, 0)
  if (choice === 'week') return now.getTime() - 7 * 24 * hour
  if (choice === 'all') return 0
  const moment = new Date(typed).getTime()
  return Number.isNaN(moment) ? null : moment
}
