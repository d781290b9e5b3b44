import { useEffect, useState } from 'preact/hooks'
import { i18n } from '#i18n'
import type { BackupView } from '../../../protocol/backup.ts'
import type { Dashboard } from '../service.ts'
import { ChangeServer } from './change-server.tsx'
import { Devices } from './devices.tsx'
import { Drill } from './drill.tsx'
import { Leave } from './leave.tsx'
import { PrintAgain } from './print-again.tsx'
import { State } from './state.tsx'

/** A backup that is on: how it is, and what can be done with it. */
export function Running({
  dashboard,
  view,
  say,
  isShown,
}: {
  dashboard: Dashboard
  view: BackupView
  say(words: string): void
  isShown: boolean
}) {
  const [open, setOpen] = useState<'change' | 'print' | 'leave'>()
  const close = () => setOpen(undefined)
  useEffect(() => {
    if (!isShown) close() // words may stand there
  }, [isShown])
  const done = (words: string) => {
    close()
    say(words)
  }
  const lead = (to: 'change' | 'print' | 'leave') => {
    say('')
    setOpen(to)
  }
  if (open === 'change') return <ChangeServer dashboard={dashboard} view={view} done={done} close={close} />
  if (open === 'print') return <PrintAgain view={view} close={close} />
  return (
    <>
      <State dashboard={dashboard} view={view} change={() => lead('change')} />
      <Devices devices={view.devices} />
      <Drill dashboard={dashboard} view={view} />
      <section aria-labelledby="backup-manage">
        <h2 id="backup-manage">{i18n.t('backup.manage')}</h2>
        <p class="buttons">
          <button type="button" onClick={() => lead('print')}>
            {i18n.t('backup.printAgain')}
          </button>
          <button type="button" onClick={() => lead('change')}>
            {i18n.t('backup.changeServer')}
          </button>
          <button type="button" class="danger" onClick={() => lead('leave')}>
            {i18n.t('backup.leave')}
          </button>
        </p>
        {open === 'leave' && <Leave dashboard={dashboard} done={done} close={close} />}
      </section>
    </>
  )
}
