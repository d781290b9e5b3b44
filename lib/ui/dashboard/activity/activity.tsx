import { useState } from 'preact/hooks'
import { i18n } from '#i18n'
import { type ActivityKind, activityKinds } from '../../../protocol/activity.ts'
import { hostOf } from '../../words.ts'
import { hashOf } from '../route.ts'
import type { Dashboard } from '../service.ts'
import { UndoLink } from '../undo/undo-link.tsx'
import { useSettled } from '../use-settled.ts'
import { ActivityRows } from './activity-rows.tsx'
import { ExportButtons } from './export-buttons.tsx'
import { Kept } from './kept.tsx'
import { useLog } from './use-log.ts'
import { kindNames } from './words.ts'

/** What sites did, and what was decided about them. */
export function Activity({ dashboard, origin }: { dashboard: Dashboard; origin: string | null }) {
  const [typed, setTyped] = useState('')
  const [what, setWhat] = useState<ActivityKind | null>(null)
  const text = useSettled(typed.trim(), 250)
  const log = useLog(dashboard, { origin, what, text })
  const isNarrowed = origin !== null || what !== null || text !== ''

  return (
    <div class="stack activity">
      <Kept dashboard={dashboard} />
      <ExportButtons dashboard={dashboard} />
      {origin !== null && (
        <p class="line">
          <span>
            {i18n.t('activity.only')} <strong>{URL.canParse(origin) ? hostOf(origin) : origin}</strong>
          </span>
          <a href={hashOf({ section: 'activity' })}>{i18n.t('activity.allSites')}</a>
          <UndoLink origin={origin} />
        </p>
      )}
      <div class="line">
        <label class="search">
          <span class="hidden">{i18n.t('activity.search')}</span>
          <input
            type="search"
            placeholder={i18n.t('activity.search')}
            maxLength={1000}
            value={typed}
            onInput={({ currentTarget }) => setTyped(currentTarget.value)}
          />
        </label>
        <label>
          <span class="hidden">{i18n.t('activity.kind')}</span>
          <select
            value={what ?? ''}
            onChange={({ currentTarget: { value } }) => setWhat(activityKinds.find(kind => kind === value) ?? null)}
          >
            <option value="">{i18n.t('activity.everything')}</option>
            {activityKinds.map(kind => (
              <option key={kind} value={kind}>
                {i18n.t(kindNames[kind])}
              </option>
            ))}
          </select>
        </label>
      </div>
      {log?.problem && (
        <p class="warning" role="alert">
          {log.problem}
        </p>
      )}
      {log && log.lines.length > 0 && <ActivityRows log={log} />}
      {log && log.lines.length > 0 && log.state !== 'done' && <p class="soft">{i18n.t('activity.further')}</p>}
      {log?.state === 'reading' && log.lines.length === 0 && <p class="soft">{i18n.t('dashboard.lookingUp')}</p>}
      {log?.state === 'done' && log.lines.length === 0 && (
        <p class="empty">{i18n.t(isNarrowed ? 'activity.noneOfTheKind' : 'activity.none')}</p>
      )}
    </div>
  )
}
