import { i18n } from '#i18n'
import { daysKept } from '../../../protocol/activity.ts'
import type { Dashboard } from '../service.ts'
import { useAnswer } from '../use-answer.ts'
import { numberOf } from '../words.ts'

/** How long activity is kept. */
export function Kept({ dashboard }: { dashboard: Dashboard }) {
  const { answer: kept, problem, look } = useAnswer(dashboard, '', [], service => service.activityKept())
  const keep = async (days: number) => {
    await dashboard.ask(service => service.keepActivity(days)).catch(() => {}) // what holds is shown below
    await look()
  }
  if (problem) {
    return (
      <p class="warning" role="alert">
        {problem}
      </p>
    )
  }
  if (!kept) return null
  return (
    <p class="soft">
      <label>
        {i18n.t('activity.keepFor')}{' '}
        <select value={String(kept.days)} onChange={({ currentTarget }) => void keep(Number(currentTarget.value))}>
          {daysKept.map(days => (
            <option key={days} value={String(days)}>
              {i18n.t('activity.days', { count: days })}
            </option>
          ))}
        </select>
      </label>{' '}
      {i18n.t('activity.older', { count: numberOf(kept.rows) })}
    </p>
  )
}
