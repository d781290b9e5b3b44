/** How often a site may be sent away before it has to wait. Pure. */
import type { SiteRow } from '../store/index.ts'

const hour = 3_600_000
const day = 24 * hour
/** So many refusals within a day, and the site has to wait. */
const most = 3
/** For how long: the first time, the second time, and every time after that. Milliseconds. */
const waits = [hour, day, 7 * day]
/** A site that was not limited for so long begins anew. */
const forgotten = 30 * day

/** A request was denied, or its window closed without a decision. */
export function withRefusal(row: SiteRow, now: number): SiteRow {
  const refusals = [...(row.refusals ?? []).filter(time => time > now - day), now]
  if (refusals.length < most) return { ...row, refusals }
  const { refusals: _over, limits = 0, limitedUntil = 0, ...rest } = row
  const before = limitedUntil + forgotten > now ? limits : 0
  return { ...rest, limits: before + 1, limitedUntil: now + (waits[Math.min(before, waits.length - 1)] as number) }
}

/** The owner has allowed something, or has lifted it. */
export function withoutRefusals({ refusals, limits, limitedUntil, never, ...row }: SiteRow): SiteRow {
  return row
}

/** How long the site has to wait before it may ask. Milliseconds; 0: it may. */
export const waitOf = ({ limitedUntil = 0 }: SiteRow, now: number): number => Math.max(0, limitedUntil - now)
