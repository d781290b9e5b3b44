import { i18n } from '#i18n'
import { historyDays } from '../../../protocol/history.ts'
import type { Dashboard } from '../service.ts'
import { useAnswer } from '../use-answer.ts'

/** How long the history is kept. */
export function HistoryKept({ dashboard }: { dashboard: Dashboard }) {
  const { answer: kept, problem, look } = useAnswer(dashboard, '', [], service => service.historyKept())
  const keep = async (days: number) => {
    await dashboard.ask(service => service.keepHistory(days)).catch(() => {}) // what holds is shown below
    await look()
  }
  if (problem) {
    return (
      <p class="warning" role="alert">
        {problem}
      </p>
    )
  }
  if (kept === undefined) return null
  return (
    <p class="soft">
      <label>
        {i18n.t('history.keepFor')}{' '}
        <select value={String(kept)} onChange={({ currentTarget }) => void keep(Number(currentTarget.value))}>
          {historyDays.map(days => (
            <option key={days} value={String(days)}>
              {daysInWords(days)}
            </option>
          ))}
        </select>
      </label>{' '}
      {i18n.t('history.older')}
    </p>
  )
}

function daysInWords(days: number): string {
  const years = days / 365
  if (!Number.isInteger(years)) return i18n.t('history.days', { count: days })
  return i18n.t('history.years', years, { count: years })
}
