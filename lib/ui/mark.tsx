import type { SiteAccess } from '../protocol/owner.ts'

/** A site has read far more than usual: the owner is told until they have seen it. */
export function Mark({
  mark: { day, records, usual },
  host,
  seen,
}: {
  mark: NonNullable<SiteAccess['marked']>
  host: string
  seen(): Promise<void>
}) {
  const isToday = day === new Date().toISOString().slice(0, 10)
  return (
    <p class="warning" role="status">
      Has read {records.toLocaleString()} records {isToday ? 'today' : `on ${day}`}, far more than usual
      {usual > 0 ? ` (about ${Math.round(usual).toLocaleString()} a day)` : ''}.{' '}
      <button type="button" class="small" aria-label={`Seen: ${host}`} onClick={() => void seen()}>
        Seen
      </button>
    </p>
  )
}
