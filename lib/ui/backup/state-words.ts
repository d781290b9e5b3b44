/** The state of the backup as the owner reads it, in popup and dashboard. */
import { i18n } from '#i18n'
import type { BackupProblem, BackupView } from '../../protocol/backup.ts'
import { momentOf } from '../dashboard/words.ts'

/** What it is, and what that means and helps. */
export const problemWords = {
  offline: ['backup.offline', 'backup.offlineMeans'],
  refused: ['backup.refused', 'backup.refusedMeans'],
  full: ['backup.full', 'backup.fullMeans'],
  busy: ['backup.busy', 'backup.busyMeans'],
  broken: ['backup.broken', 'backup.brokenMeans'],
  reset: ['backup.reset', 'backup.resetMeans'],
  lies: ['backup.lies', 'backup.liesMeans'],
  newer: ['backup.newer', 'backup.newerMeans'],
  permission: ['backup.permission', 'backup.permissionMeans'],
  disk: ['backup.disk', 'backup.diskMeans'],
} as const satisfies Record<BackupProblem, readonly [string, string]>

/** In one line; '' while there is no backup. */
export function stateLine({ phase, problem, upToDate, isWaiting }: BackupView): string {
  if (phase === 'off') return ''
  const until = upToDate === null ? i18n.t('backup.nothingYet') : i18n.t('backup.until', { time: momentOf(upToDate) })
  if (problem) return `${i18n.t(problemWords[problem.kind][0])} ${until}`
  if (phase === 'restoring') return i18n.t('backup.isRestoring')
  if (upToDate === null) return i18n.t('backup.isWaitingFirst')
  return i18n.t(isWaiting ? 'backup.isWaiting' : 'backup.isUpToDate', { time: momentOf(upToDate) })
}
