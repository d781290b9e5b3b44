import { i18n } from '#i18n'
import type { HistoryEntry, RecordName } from '../../../protocol/history.ts'
import type { Dashboard } from '../service.ts'
import { timeWords } from '../words.ts'
import { Difference } from './difference.tsx'
import { Version } from './version.tsx'
import { deedOf } from './words.ts'

interface EntryProps {
  dashboard: Dashboard
  record: RecordName
  entry: HistoryEntry
  /** The record stands like that now. */
  isNow: boolean
  isBusy: boolean
  /** To the state after this entry. */
  restore(): void
  /** To what stood in the field before this entry; undefined where that is not kept. */
  restoreField: ((field: string) => void) | undefined
}

/** One write to the record: who, when, and what it changed. */
export function Entry({ dashboard, record, entry, isNow, isBusy, restore, restoreField }: EntryProps) {
  const { n, time, isElsewhere, what, fields } = entry
  const when = timeWords(entry)
  const isFirst = what === 'created'
  return (
    <li class="entry" tabIndex={-1}>
      <p>
        <strong>{deedOf(entry)}</strong>{' '}
        <span class="soft">
          <time dateTime={new Date(time).toISOString()}>{when}</time>
          {isElsewhere && `, ${i18n.t('history.elsewhere')}`}
        </span>
      </p>
      {fields.map(change => (
        <div key={change.name} class="change">
          <div class="line">
            <span class="name">{change.name}</span>
            {restoreField && (
              <button
                type="button"
                class="small"
                aria-label={i18n.t('history.restoreFieldOf', { field: change.name, when })}
                disabled={isBusy}
                onClick={() => restoreField(change.name)}
              >
                {i18n.t('history.restoreField')}
              </button>
            )}
          </div>
          <Difference change={change} isFirst={isFirst} />
        </div>
      ))}
      {isNow && <p class="soft">{i18n.t('history.isNow')}</p>}
      {!isNow && what !== 'deleted' && (
        <>
          <Version dashboard={dashboard} record={record} n={n} when={when} />
          <p class="buttons">
            <button
              type="button"
              class="small"
              aria-label={i18n.t('history.restoreOf', { when })}
              disabled={isBusy}
              onClick={restore}
            >
              {i18n.t('history.restore')}
            </button>
          </p>
        </>
      )}
    </li>
  )
}
