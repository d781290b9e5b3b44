import { i18n } from '#i18n'
import type { BackupView } from '../../protocol/backup.ts'
import { shouldRemind } from '../backup/reminder.ts'
import { stateLine } from '../backup/state-words.ts'

/** The state of the backup in one line; or, where everything would be lost with this browser, a reminder. */
export function BackupLine({
  view,
  hasRecords,
  leadingTo,
}: {
  view: BackupView
  hasRecords: boolean
  /** A link into the dashboard. */
  leadingTo(hash: string): { href: string; onClick(event: Event): void }
}) {
  const link = leadingTo('#backup')
  if (shouldRemind(view, hasRecords, Date.now())) {
    return (
      <p class="soft">
        {i18n.t('reminder.standsHere')} <a {...link}>{i18n.t('reminder.backUp')}</a>.
      </p>
    )
  }
  const state = stateLine(view)
  if (!state) return null
  return (
    <p class={view.problem ? 'warning' : 'soft'} role="status">
      {state} <a {...link}>{i18n.t('popup.backup')}</a>
    </p>
  )
}
