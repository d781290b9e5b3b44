import type { Dashboard } from '../service.ts'
import { useFollowing } from '../use-following.ts'
import { Listing } from './listing.ts'
import { useSpace } from './space.ts'

/** @returns null for the moment before it begins */
export function useListing(dashboard: Dashboard, collection: string, text: string): Listing | null {
  const { where } = useSpace()
  return useFollowing(
    dashboard,
    'records',
    changed => new Listing(dashboard.ask, { collection, text, ...where }, changed),
    [collection, text, where.hidden],
  )
}
