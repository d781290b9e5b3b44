import { useEffect, useRef, useState } from 'preact/hooks'
import { i18n } from '#i18n'
import type { Dashboard } from '../service.ts'
import { useAnswer } from '../use-answer.ts'
import { About } from './about.tsx'
import { Progress } from './progress.tsx'
import { Restore } from './restore.tsx'
import { Running } from './running.tsx'
import { SetUp } from './set-up.tsx'

/**
 * The encrypted backup. It stays when another section is shown, because a restore may take a while and has an outcome;
 * what the owner has typed goes, so that recovery words never stand in a page that nobody looks at.
 */
export function Backup({ dashboard, isShown }: { dashboard: Dashboard; isShown: boolean }) {
  const { answer: view, problem } = useAnswer(dashboard, '', ['backup'], service => service.backup())
  const [doing, setDoing] = useState<'setUp' | 'restore'>()
  const [said, setSaid] = useState('')
  /** Of a restore that went on without being shown. */
  const [failure, setFailure] = useState('')
  const top = useRef<HTMLDivElement>(null)
  const was = useRef(doing)
  const close = () => setDoing(undefined)
  useEffect(() => {
    if (was.current && !doing && isShown) top.current?.focus() // what had the focus has gone
    was.current = doing
  }, [doing])
  useEffect(() => {
    if (!isShown) close()
  }, [isShown])
  const begin = (what: 'setUp' | 'restore') => {
    setSaid('')
    setFailure('')
    setDoing(what)
  }
  const stop = () => void dashboard.ask(service => service.stopRestore()).catch(() => {})

  return (
    <div ref={top} tabIndex={-1} class="stack backup">
      {problem && (
        <p class="warning" role="alert">
          {problem}
        </p>
      )}
      {!view && !problem && <p class="soft">{i18n.t('backup.lookingUp')}</p>}
      <p role="status">{said}</p>
      {view && doing === 'setUp' && <SetUp dashboard={dashboard} view={view} close={close} />}
      {view && doing === 'restore' && (
        <Restore
          dashboard={dashboard}
          view={view}
          done={words => {
            setSaid(words)
            setFailure('')
            close()
          }}
          failed={setFailure}
          close={() => {
            setFailure('')
            close()
          }}
        />
      )}
      {failure && !doing && (
        <p class="warning" role="alert">
          {failure}
        </p>
      )}
      {view && !doing && view.phase === 'off' && view.progress && <Progress progress={view.progress} stop={stop} />}
      {view && !doing && view.phase === 'off' && !view.progress && (
        <About setUp={() => begin('setUp')} restore={() => begin('restore')} />
      )}
      {view && !doing && view.phase !== 'off' && (
        <Running dashboard={dashboard} view={view} say={setSaid} isShown={isShown} />
      )}
    </div>
  )
}
