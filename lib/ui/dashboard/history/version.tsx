import { useState } from 'preact/hooks'
import { i18n } from '#i18n'
import type { RecordName, VersionView } from '../../../protocol/history.ts'
import { draftOf } from '../data/draft.ts'
import type { Dashboard } from '../service.ts'

interface VersionProps {
  dashboard: Dashboard
  record: RecordName
  /** Of the entry after which it stood so. */
  n: number
  when: string
}

/** The whole record as it stood then, once somebody wants to see it. */
export function Version({ dashboard, record, n, when }: VersionProps) {
  const [version, setVersion] = useState<VersionView | null>()
  const [problem, setProblem] = useState('')
  const look = async () => {
    setProblem('')
    try {
      setVersion(await dashboard.ask(service => service.version({ ...record, n })))
    } catch (error) {
      setProblem((error as Error).message)
    }
  }
  return (
    <details
      onToggle={({ currentTarget }) => {
        if (currentTarget.open) void look()
      }}
    >
      <summary aria-label={i18n.t('history.wholeOf', { when })}>{i18n.t('history.whole')}</summary>
      {problem && (
        <p class="warning" role="alert">
          {problem}
        </p>
      )}
      {version === undefined && !problem && <p class="soft">{i18n.t('dashboard.lookingUp')}</p>}
      {version === null && <p class="soft">{i18n.t('history.notKept')}</p>}
      {version?.fields.length === 0 && <p class="soft">{i18n.t('record.noFields')}</p>}
      {version && (
        <dl>
          {version.fields.map(({ name, value }) => (
            <div key={name} class="field">
              <dt class="name">{name}</dt>
              <dd>{draftOf(value).text}</dd>
            </div>
          ))}
        </dl>
      )}
    </details>
  )
}
