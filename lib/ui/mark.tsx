import { i18n } from '#i18n'
import type { SiteAccess } from '../protocol/owner.ts'

type Marked = NonNullable<SiteAccess['marked']>

/** A site has read far more than usual: the owner is told until they have seen it. */
export function Mark({ mark, host, seen }: { mark: Marked; host: string; seen(): Promise<void> }) {
  return (
    <p class="warning" role="status">
      {wordsOf(mark)}{' '}
      <button type="button" class="small" aria-label={i18n.t('mark.seenHost', { host })} onClick={() => void seen()}>
        {i18n.t('mark.seen')}
      </button>
    </p>
  )
}

function wordsOf({ day, records: count, usual: average }: Marked): string {
  const records = count.toLocaleString()
  const usual = Math.round(average).toLocaleString()
  if (day === new Date().toISOString().slice(0, 10))
    return average > 0 ? i18n.t('mark.todayUsually', { records, usual }) : i18n.t('mark.today', { records })
  return average > 0 ? i18n.t('mark.onDayUsually', { records, day, usual }) : i18n.t('mark.onDay', { records, day })
}
