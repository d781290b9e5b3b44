import type * as Comlink from 'comlink'
import type { ActivityService } from '../../protocol/activity.ts'
import type { ArchiveService } from '../../protocol/archive-service.ts'
import type { BackupService } from '../../protocol/backup.ts'
import type { HistoryService, UndoService } from '../../protocol/history.ts'
import type { DashboardService, News } from '../../protocol/owner.ts'
import { connectOwner, type OwnerClient } from '../owner.ts'

type Services = DashboardService & ArchiveService & ActivityService & HistoryService & UndoService & BackupService

export type Question<T> = (service: Comlink.Remote<Services>) => Promise<T>

export interface Dashboard {
  ask: OwnerClient<Services>['ask']
  /** @returns stops listening */
  listen(listener: (news: News | null) => void): () => void
}

/** One connection for all of the page; whoever shows something listens for what concerns it. */
export function connectDashboard(onReach: (isReached: boolean) => void): Dashboard {
  const listeners = new Set<(news: News | null) => void>()
  const { ask } = connectOwner<Services>(news => {
    for (const listener of [...listeners]) listener(news)
  }, onReach)
  return {
    ask,
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
