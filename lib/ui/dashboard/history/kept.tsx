import { useRef, useState } from 'preact/hooks'
import { i18n } from '#i18n'
import { historyDays } from '../../../protocol/history.ts'
import { Confirm } from '../confirm.tsx'
import type { Dashboard } from '../service.ts'
import { useAnswer } from '../use-answer.ts'

/** How long the history is kept. A shorter time lets some of it go for good, so that is asked once more. */
export function HistoryKept({ dashboard }: { dashboard: Dashboard }) {
  const { answer: kept, problem, look } = useAnswer(dashboard, '', [], service => service.historyKept())
  const [shorter, setShorter] = useState<number>()
  const [failure, setFailure] = useState('')
  const select = useRef<HTMLSelectElement>(null)
  const keep = async (days: number) => {
    setFailure('')
    try {
      await dashboard.ask(service => service.keepHistory(days))
    } catch (error) {
      setFailure((error as Error).message)
    }
    await look()
  }
  const answered = () => {
    setShorter(undefined)
    select.current?.focus()
  }
  return (
    <>
      {(failure || problem) && (
        <p class="warning" role="alert">
          {failure || problem}
        </p>
      )}
      {kept !== undefined && (
        <p class="soft">
          <label>
            {i18n.t('history.keepFor')}{' '}
            <select
              ref={select}
              value={String(shorter ?? kept)}
              onChange={({ currentTarget }) => {
                const days = Number(currentTarget.value)
                if (days < kept) setShorter(days)
                else void keep(days)
              }}
            >
              {historyDays.map(days => (
                <option key={days} value={String(days)}>
                  {daysInWords(days)}
                </option>
              ))}
            </select>
          </label>{' '}
          {i18n.t('history.older')}
        </p>
      )}
      {shorter !== undefined && (
        <Confirm
          id="keep-history"
          question={i18n.t('history.shorterAsk', { time: daysInWords(shorter) })}
          yes={i18n.t('history.shorterNow')}
          confirm={() => {
            void keep(shorter)
            answered()
          }}
          cancel={answered}
        >
          {i18n.t('history.shorterHint')}
        </Confirm>
      )}
    </>
  )
}

function daysInWords(days: number): string {
  const years = days / 365
  if (!Number.isInteger(years)) return i18n.t('history.days', { count: days })
  return i18n.t('history.years', years, { count: years })
}
