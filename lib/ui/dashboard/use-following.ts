import { useEffect, useReducer, useState } from 'preact/hooks'
import type { News } from '../../protocol/owner.ts'
import type { Following } from './following.ts'
import type { Dashboard } from './service.ts'

/**
 * Begins to read, and follows the news and a background that comes back, until it is not shown any more.
 * @param about another one is made when any of it changes
 * @returns null for the moment before it begins
 */
export function useFollowing<T extends Following>(
  dashboard: Dashboard,
  news: News,
  make: (changed: () => void) => T,
  about: readonly unknown[],
): T | null {
  const [followed, setFollowed] = useState<T | null>(null)
  const [, show] = useReducer<number, void>(n => n + 1, 0)
  useEffect(() => {
    const made = make(() => show())
    setFollowed(made)
    void made.follow()
    const forget = dashboard.listen(what => {
      if (what === null || what === news) void made.follow()
    })
    return () => {
      forget()
      made.close()
    }
  }, [dashboard, ...about])
  return followed
}
