import { i18n } from '#i18n'
import type { BackupView } from '../../../protocol/backup.ts'
import { stateLine } from '../../backup/state-words.ts'
import type { Dashboard } from '../service.ts'
import { Problem } from './problem.tsx'
import { Progress } from './progress.tsx'
import { placeWords } from './words.ts'

/** How far the backup is, what is in its way, and what helps. */
export function State({ dashboard, view, change }: { dashboard: Dashboard; view: BackupView; change(): void }) {
  const { problem, progress, endpoint, warnings } = view
  return (
    <section aria-labelledby="backup-state" class="card">
      <h2 id="backup-state">{i18n.t('backup.stateHeading')}</h2>
      <p role="status">
        <strong>{stateLine(view)}</strong>
      </p>
      {problem && <Problem dashboard={dashboard} view={view} problem={problem} change={change} />}
      {progress && <Progress progress={progress} />}
      {warnings.length > 0 && (
        <div class="warning" role="alert">
          <p>
            <strong>{i18n.t('backup.warnings')}</strong>
          </p>
          <ul>
            {warnings.map(warning => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </div>
      )}
      {endpoint && <p class="soft place">{i18n.t('backup.place', { place: placeWords(endpoint) })}</p>}
    </section>
  )
}
