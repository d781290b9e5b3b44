/** Activity, for the dashboard: read in slices, from the newest on. */
import type { Service } from '../broker/index.ts'
import {
  type ActivityEntry,
  type ActivityLine,
  type ActivityService,
  type ActivitySlice,
  activitySchema,
  keepSchema,
} from '../protocol/activity.ts'
import type { ActivityRow } from '../store/index.ts'
import { folded } from './holds.ts'
import { parse } from './parse.ts'

/** A slice ends after so many lines, or after so many rows that it has looked at. */
const maxLines = 300
const maxRows = 3_000

export function activityService({ store }: Pick<Service, 'store'>): ActivityService {
  return {
    async activity(ask) {
      const { before, origin, what, text } = parse(activitySchema, ask)
      const wanted = folded(text)
      const isWanted = (entry: ActivityEntry) =>
        (origin === null || entry.origin === origin) &&
        (what === null || entry.what === what) &&
        (wanted === '' || folded(wordsIn(entry)).includes(wanted))
      const slice: ActivitySlice = { lines: [], next: null, seen: 0 }
      const isWhole = await store.eachActivity(before, row => {
        slice.lines.push(...linesOf(row).filter(isWanted))
        slice.next = row.n
        return ++slice.seen < maxRows && slice.lines.length < maxLines
      })
      return isWhole ? { ...slice, next: null } : slice
    },
    async activityKept() {
      const { activityDays, activityRows } = await store.settings()
      return { days: activityDays, rows: activityRows }
    },
    async keepActivity(days) {
      await store.changeSettings({ activityDays: parse(keepSchema, days) })
      await store.pruneActivity()
    },
  }
}

const linesOf = ({ n, time, until, entries }: ActivityRow): ActivityLine[] =>
  entries.map((entry, i) => ({ n, i, time, ...(until === undefined ? {} : { until }), ...entry }))

/** Where a search looks. */
function wordsIn({ origin, what, collection, fields, outcome, detail, reason }: ActivityEntry): string {
  const names = Array.isArray(fields) ? fields : []
  return [origin, what, collection, ...names, outcome, detail, reason].filter(Boolean).join('\n')
}
