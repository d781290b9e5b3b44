import { i18n } from '#i18n'
import type { BackupProblem, BackupView } from '../../../protocol/backup.ts'
import { problemWords } from '../../backup/state-words.ts'
import type { Dashboard } from '../service.ts'
import { momentOf } from '../words.ts'
import { requestAccess } from './access.ts'
import { Said } from './said.tsx'
import { useDeed } from './use-deed.ts'

/** What these wait for comes by itself; the others want the owner. */
const passing: readonly BackupProblem[] = ['offline', 'busy']

/** What stands in the way of the backup, what that means, and a button where one helps. */
export function Problem({
  dashboard,
  view: { endpoint },
  problem: { kind, detail, since, nextTry },
  change,
}: {
  dashboard: Dashboard
  view: BackupView
  problem: NonNullable<BackupView['problem']>
  /** Leads to where the server can be changed. */
  change(): void
}) {
  const deed = useDeed()
  const tryNow = () =>
    void deed.run(async () => {
      await dashboard.ask(service => service.backUpNow())
      return ''
    })
  const uploadAgain = () =>
    void deed.run(async () => {
      await dashboard.ask(service => service.uploadAgain())
      return i18n.t('backup.uploadingAgain')
    })
  const giveAccess = () => {
    if (!endpoint) return
    const access = requestAccess(endpoint) // within the click
    void deed.run(async () => {
      await access
      await dashboard.ask(service => service.backUpNow())
      return i18n.t('backup.accessGiven')
    })
  }
  return (
    <>
      <div class="warning" role={passing.includes(kind) ? 'status' : 'alert'}>
        <p>{i18n.t(problemWords[kind][1])}</p>
        <p class="soft">
          {i18n.t('backup.since', { time: momentOf(since) })}{' '}
          {nextTry !== null && `${i18n.t('backup.nextTry', { time: momentOf(nextTry) })} `}
          {detail && i18n.t('backup.detail', { detail })}
        </p>
        <p class="buttons">
          {kind === 'permission' && (
            <button type="button" class="small" disabled={deed.isBusy} onClick={giveAccess}>
              {i18n.t('backup.giveAccess')}
            </button>
          )}
          {kind === 'reset' && (
            <button type="button" class="small" disabled={deed.isBusy} onClick={uploadAgain}>
              {i18n.t('backup.uploadAgain')}
            </button>
          )}
          {(kind === 'refused' || kind === 'reset' || kind === 'offline') && (
            <button type="button" class="small" onClick={change}>
              {i18n.t('backup.changeServer')}
            </button>
          )}
          {kind !== 'permission' && kind !== 'newer' && (
            <button type="button" class="small" disabled={deed.isBusy} onClick={tryNow}>
              {i18n.t('backup.tryNow')}
            </button>
          )}
        </p>
      </div>
      <Said deed={deed} busy={i18n.t('backup.tryingAgain')} />
    </>
  )
}
