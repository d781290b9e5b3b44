import { i18n } from '#i18n'
import { shouldRemind } from '../backup/reminder.ts'
import { hashOf } from './route.ts'
import type { Dashboard } from './service.ts'
import { useAnswer } from './use-answer.ts'

/** On top of every section, while everything would be lost with this browser. */
export function Reminder({ dashboard }: { dashboard: Dashboard }) {
  const { answer: view } = useAnswer(dashboard, '', ['backup'], service => service.backup())
  const { answer: hasRecords } = useAnswer(dashboard, '', ['records'], service => service.hasRecords())
  if (!view || !shouldRemind(view, hasRecords ?? false, Date.now())) return null
  return (
    <p class="soft">
      {i18n.t('reminder.standsHere')} <a href={hashOf({ section: 'backup' })}>{i18n.t('reminder.backUp')}</a>.
    </p>
  )
}
