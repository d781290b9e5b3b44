import { useEffect, useReducer, useState } from 'preact/hooks'
import type { ActivityAsk } from '../../../protocol/activity.ts'
import type { Dashboard } from '../service.ts'
import { ActivityLog } from './log.ts'

/** @returns null for the moment before it begins */
export function useLog(dashboard: Dashboard, { origin, what, text }: Omit<ActivityAsk, 'before'>): ActivityLog | null {
  const [log, setLog] = useState<ActivityLog | null>(null)
  const [, show] = useReducer<number, void>(n => n + 1, 0)
  useEffect(() => {
    const made = new ActivityLog(dashboard.ask, { origin, what, text }, () => show())
    setLog(made)
    void made.look()
    const forget = dashboard.listen(news => {
      if (news === null || news === 'activity') void made.look()
    })
    return () => {
      forget()
      made.close()
    }
  }, [dashboard, origin, what, text])
  return log
}
