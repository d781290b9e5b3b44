import { i18n } from '#i18n'
import type { BackupProgress } from '../../../protocol/backup.ts'
import { progressWords } from './words.ts'

/** How far it is. Who hears the page is told at each quarter, and not at each number. */
export function Progress({ progress, stop }: { progress: BackupProgress; stop?: (() => void) | undefined }) {
  const { done, all } = progress
  const quarter = Math.floor((4 * done) / Math.max(all, 1)) * 25
  return (
    <div class="line">
      <progress aria-label={i18n.t('backup.progress')} max={Math.max(all, 1)} value={done} />
      <span>{progressWords(progress)}</span>
      <span class="hidden" role="status">
        {quarter > 0 && i18n.t('backup.quarter', { percent: String(Math.min(quarter, 100)) })}
      </span>
      {stop && (
        <button type="button" class="small" onClick={stop}>
          {i18n.t('backup.stop')}
        </button>
      )}
    </div>
  )
}
