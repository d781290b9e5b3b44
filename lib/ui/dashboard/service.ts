import type * as Comlink from 'comlink'
import type { DashboardService, News } from '../../protocol/owner.ts'
import { connectOwner, type OwnerClient } from '../owner.ts'

export type Question<T> = (service: Comlink.Remote<DashboardService>) => Promise<T>

export interface Dashboard {
  ask: OwnerClient<DashboardService>['ask']
  /** @returns stops listening */
  listen(listener: (news: News | null) => void): () => void
}

/** One connection for all of the page; whoever shows something listens for what concerns it. */
export function connectDashboard(onReach: (isReached: boolean) => void): Dashboard {
  const listeners = new Set<(news: News | null) => void>()
  const { ask } = connectOwner<DashboardService>(news => {
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
