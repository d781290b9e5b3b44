import { i18n } from '#i18n'
import { isRecent } from '../backup/reminder.ts'
import { hashOf } from './route.ts'
import type { Dashboard } from './service.ts'
import { useAnswer } from './use-answer.ts'
import { momentOf } from './words.ts'

/** What would become of the data if the extension were removed. */
export function Kept({ dashboard }: { dashboard: Dashboard }) {
  const { answer: view } = useAnswer(dashboard, '', ['backup'], service => service.backup())
  if (!view) return null
  const link = (words: string) => <a href={hashOf({ section: 'backup' })}>{words}</a>
  const removing = <strong>{i18n.t('storage.removing')}</strong>
  if (view.phase !== 'off') {
    return (
      <p>
        {removing} {i18n.t('storage.isBackedUp')} {link(i18n.t('storage.backup'))}.
      </p>
    )
  }
  const { exportedAt } = view
  if (exportedAt !== null && isRecent(exportedAt, Date.now())) {
    return (
      <p>
        {removing} {i18n.t('storage.isExported', { time: momentOf(exportedAt) })} {link(i18n.t('storage.goOn'))}.
      </p>
    )
  }
  return (
    <p class="warning">
      {removing} {i18n.t('storage.nowhereElse')} {link(i18n.t('storage.backUp'))}.
    </p>
  )
}
