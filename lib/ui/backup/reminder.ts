import type { BackupView } from '../../protocol/backup.ts'

/** An export that is older than this holds too little of what is there. Milliseconds. */
const exportLasts = 30 * 86_400_000

/** Whether everything would be lost with this browser: there is something, and neither a backup nor a recent export. */
export function shouldRemind(
  { phase, exportedAt }: Pick<BackupView, 'phase' | 'exportedAt'>,
  hasRecords: boolean,
  now: number,
): boolean {
  return hasRecords && phase === 'off' && !isRecent(exportedAt, now)
}

export const isRecent = (exportedAt: number | null, now: number): boolean =>
  exportedAt !== null && now - exportedAt <= exportLasts
