import { useEffect, useRef, useState } from 'preact/hooks'
import { i18n } from '#i18n'
import type { BackupView } from '../../../protocol/backup.ts'
import type { Dashboard } from '../service.ts'
import { ChangeServer } from './change-server.tsx'
import { Devices } from './devices.tsx'
import { Drill } from './drill.tsx'
import { Leave } from './leave.tsx'
import { PrintAgain } from './print-again.tsx'
import { State } from './state.tsx'

type Form = 'change' | 'print' | 'leave'

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
  const [open, setOpen] = useState<Form>()
  const buttons = useRef<Partial<Record<Form, HTMLButtonElement | null>>>({})
  const last = useRef<Form | undefined>(undefined)
  const close = () => setOpen(undefined)
  useEffect(() => {
    if (open) last.current = open
    else if (last.current) buttons.current[last.current]?.focus() // back to where it was opened
  }, [open])
  useEffect(() => {
    if (!isShown) close() // words may stand there
  }, [isShown])
  const done = (words: string) => {
    close()
    say(words)
  }
  const lead = (to: Form) => {
    say('')
    setOpen(to)
  }
  const take = (form: Form) => (button: HTMLButtonElement | null) => {
    buttons.current[form] = button
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
          <button type="button" ref={take('print')} onClick={() => lead('print')}>
            {i18n.t('backup.printAgain')}
          </button>
          <button type="button" ref={take('change')} onClick={() => lead('change')}>
            {i18n.t('backup.changeServer')}
          </button>
          <button type="button" class="danger" ref={take('leave')} onClick={() => lead('leave')}>
            {i18n.t('backup.leave')}
          </button>
        </p>
        {open === 'leave' && <Leave dashboard={dashboard} done={done} close={close} />}
      </section>
    </>
  )
}
