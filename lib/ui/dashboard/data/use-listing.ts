import { useEffect, useReducer, useState } from 'preact/hooks'
import type { Dashboard } from '../service.ts'
import { Listing } from './listing.ts'
import { useSpace } from './space.ts'

/** @returns null for the moment before it begins */
export function useListing(dashboard: Dashboard, collection: string, text: string): Listing | null {
  const { hidden } = useSpace()
  const [listing, setListing] = useState<Listing | null>(null)
  const [, show] = useReducer<number, void>(n => n + 1, 0)
  useEffect(() => {
    const made = new Listing(dashboard.ask, { collection, text, ...(hidden === undefined ? {} : { hidden }) }, () =>
      show(),
    )
    setListing(made)
    void made.read()
    const forget = dashboard.listen(news => {
      if (news === null || news === 'records') void made.catchUp()
    })
    return () => {
      forget()
      made.close()
    }
  }, [dashboard, collection, text, hidden])
  return listing
}
