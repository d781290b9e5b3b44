import { useEffect, useRef } from 'preact/hooks'
import { i18n } from '#i18n'
import type { HistoryEntry } from '../../../protocol/history.ts'
import { hashOf } from '../route.ts'
import type { Dashboard } from '../service.ts'
import { useFollowing } from '../use-following.ts'
import { timeWords } from '../words.ts'
import { Entry } from './entry.tsx'
import { RecordHistory } from './record-history.ts'
import { Restored } from './restored.tsx'
import { useRestore } from './use-restore.ts'

/** What happened to a record, the newest first, and any earlier state of it to be brought back. */
export function History({ dashboard, collection, id }: { dashboard: Dashboard; collection: string; id: string }) {
  const record = { collection, id }
  const history = useFollowing(dashboard, 'records', changed => new RecordHistory(dashboard.ask, record, changed), [
    collection,
    id,
  ])
  const { isBusy, failure, said, restore, undo } = useRestore(dashboard, record)
  const heading = useRef<HTMLHeadingElement>(null)
  const list = useRef<HTMLOListElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const entries = history?.entries ?? []
  const isDeleted = entries[0]?.what === 'deleted'

  const more = async () => {
    const first = entries.length
    await history?.more()
    list.current?.querySelectorAll<HTMLElement>(':scope > li')[first]?.focus() // whoever reads goes on reading there
  }
  /** To what stood there before: after the next older entry, which may be on a page that is not shown yet. */
  const restoreField = async ({ n: newer }: HistoryEntry, field: string, when: string) => {
    const olderNow = () => history?.entries[history.entries.findIndex(({ n }) => n === newer) + 1]
    if (!olderNow()) await history?.more()
    const n = olderNow()?.n
    if (n !== undefined) await restore({ n, field }, i18n.t('history.fieldIsRestored', { field, when }))
  }
  const problem = failure || history?.problem
  return (
    <section aria-labelledby="history" class="history">
      <h3 id="history" ref={heading} tabIndex={-1}>
        {i18n.t('history.history')}
      </h3>
      <p class="soft">{i18n.t('history.hint')}</p>
      <Restored said={said} undo={undo} isBusy={isBusy} focusAfter={heading} />
      {problem && (
        <p class="warning" role="alert">
          {problem}
        </p>
      )}
      {history?.state === 'reading' && !history.problem && <p class="soft">{i18n.t('dashboard.lookingUp')}</p>}
      <ol ref={list}>
        {entries.map((entry, i) => {
          const { n } = entry
          const when = timeWords(entry)
          const isOldest = i === entries.length - 1 && history?.state === 'done'
          const mayRestoreField = !isOldest && !isDeleted // what is deleted comes back as a whole
          return (
            <Entry
              key={n}
              dashboard={dashboard}
              record={record}
              entry={entry}
              isNow={i === 0}
              isBusy={isBusy}
              restore={() => void restore({ n }, i18n.t('history.isRestored', { when }))}
              restoreField={!mayRestoreField ? undefined : field => void restoreField(entry, field, when)}
            />
          )
        })}
      </ol>
      {history?.state === 'more' && (
        <p class="buttons">
          <button type="button" class="small" onClick={() => void more()}>
            {i18n.t('history.showOlder')}
          </button>
        </p>
      )}
      {history?.isCut && (
        <p class="soft">
          {i18n.t('history.isCut')} <a href={hashOf({ section: 'storage' })}>{i18n.t('history.howLong')}</a>
        </p>
      )}
      {history?.state === 'done' && entries.length === 0 && !history.isCut && (
        <p class="empty">{i18n.t('history.none')}</p>
      )}
    </section>
  )
}
