import { useEffect, useState } from 'preact/hooks'
import { i18n } from '#i18n'
import type { BackupView } from '../../protocol/backup.ts'
import type { Dashboard } from '../dashboard/service.ts'
import { MakeWords } from './make-words.tsx'

/** The export that may lie anywhere and opens for ever. */
export function SealedExport({
  dashboard,
  view,
  isBusy,
  isShown,
  exportTo,
  say,
}: {
  dashboard: Dashboard
  view: BackupView
  isBusy: boolean
  isShown: boolean
  exportTo(recipient: string): void
  say(words: string): void
}) {
  const [isMaking, setMaking] = useState(false)
  const { recipient } = view
  useEffect(() => {
    if (!isShown) setMaking(false) // the words go with it
  }, [isShown])
  if (isMaking) {
    return (
      <MakeWords
        dashboard={dashboard}
        view={view}
        done={() => {
          setMaking(false)
          say(i18n.t('archive.wordsMade'))
        }}
        cancel={() => setMaking(false)}
      />
    )
  }
  return (
    <section aria-labelledby="sealed">
      <h2 id="sealed">{i18n.t('archive.sealedHeading')}</h2>
      <p class="soft">{i18n.t('archive.sealedAbout')}</p>
      {recipient === null && <p class="soft">{i18n.t('archive.needsWords')}</p>}
      <div class="line">
        {recipient === null ? (
          <button type="button" disabled={isBusy} onClick={() => setMaking(true)}>
            {i18n.t('archive.makeWords')}
          </button>
        ) : (
          <button type="button" disabled={isBusy} onClick={() => exportTo(recipient)}>
            {i18n.t('archive.exportSealed')}
          </button>
        )}
      </div>
    </section>
  )
}
