import type { ActivityAsk } from '../../../protocol/activity.ts'
import type { Dashboard } from '../service.ts'
import { useFollowing } from '../use-following.ts'
import { ActivityLog } from './log.ts'

/** @returns null for the moment before it begins */
export function useLog(dashboard: Dashboard, { origin, what, text }: Omit<ActivityAsk, 'before'>): ActivityLog | null {
  return useFollowing(
    dashboard,
    'activity',
    changed => new ActivityLog(dashboard.ask, { origin, what, text }, changed),
    [origin, what, text],
  )
}
