import { useState } from 'preact/hooks'
import { type ActivityKind, activityKinds } from '../../../protocol/activity.ts'
import { hostOf } from '../../words.ts'
import { hashOf } from '../route.ts'
import type { Dashboard } from '../service.ts'
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
            Only <strong>{URL.canParse(origin) ? hostOf(origin) : origin}</strong>
          </span>
          <a href={hashOf({ section: 'activity' })}>Show all sites</a>
        </p>
      )}
      <div class="line">
        <label class="search">
          <span class="hidden">Search in the activity</span>
          <input
            type="search"
            placeholder="Search in the activity"
            maxLength={1000}
            value={typed}
            onInput={({ currentTarget }) => setTyped(currentTarget.value)}
          />
        </label>
        <label>
          <span class="hidden">Kind</span>
          <select
            value={what ?? ''}
            onChange={({ currentTarget: { value } }) => setWhat(activityKinds.find(kind => kind === value) ?? null)}
          >
            <option value="">Everything</option>
            {activityKinds.map(kind => (
              <option key={kind} value={kind}>
                {kindNames[kind]}
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
      {log && log.lines.length > 0 && log.state !== 'done' && <p class="soft">There is more further down.</p>}
      {log?.state === 'reading' && log.lines.length === 0 && <p class="soft">Looking it up…</p>}
      {log?.state === 'done' && log.lines.length === 0 && (
        <p class="empty">
          {isNarrowed
            ? 'Nothing of the kind has happened.'
            : 'Nothing has happened yet. Here will stand what each site asks for, reads and writes, what it is refused, and what you decide about it.'}
        </p>
      )}
    </div>
  )
}
