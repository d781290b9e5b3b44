import { i18n } from '#i18n'
import type { BackupProblem } from '../../../protocol/backup.ts'
import { type BackupFailure, failureOf } from '../../../protocol/backup-error.ts'
import { problemWords } from '../../backup/state-words.ts'

const words = {
  empty: 'backup.failedEmpty',
  others: 'backup.failedOthers',
  locked: 'backup.failedLocked',
  taken: 'backup.failedTaken',
  older: 'backup.failedOlder',
  kitCode: 'backup.failedKitCode',
  tooLarge: 'backup.failedTooLarge',
  stopped: 'backup.failedStopped',
} as const satisfies Partial<Record<BackupFailure | 'locked', string>>

/** With what was said, which names the object. */
const detailed = { damaged: 'backup.failedDamaged', newer: 'backup.failedNewer' } as const

/** Errors that this page throws itself, or that come with their own names: of the same kinds. */
const named = { DamagedError: 'damaged', NewerFormatError: 'newer', AbortError: 'stopped' } as const

/** Why something was not done, and what helps. */
export function failureWords(error: unknown): string {
  const why = error instanceof Error ? error.message : String(error)
  const kind = kindOf(error)
  if (kind !== null && kind in words) return i18n.t(words[kind as keyof typeof words])
  if (kind !== null && kind in detailed) return i18n.t(detailed[kind as keyof typeof detailed], { why })
  if (kind !== null && kind in problemWords) {
    const [what, means] = problemWords[kind as BackupProblem]
    return [i18n.t(what), i18n.t(means), i18n.t('backup.detail', { detail: why })].join(' ')
  }
  return i18n.t('backup.failed', { why })
}

function kindOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  if (error.name in named) return named[error.name as keyof typeof named]
  if (error.name === 'KeyringError' || 'problem' in error) return String((error as { problem?: unknown }).problem)
  return failureOf(error)
}
