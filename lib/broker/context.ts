/** What the broker's parts share. */
import type { Clock } from '../platform/clock.ts'
import type { Store } from '../store/index.ts'
import type { Grants } from './grants.ts'
import type { Ledger } from './ledger.ts'
import type { Rates } from './rate.ts'
import type { Requests } from './requests.ts'
import type { Room } from './room.ts'
import type { Sites } from './sites.ts'
import type { Watches } from './watches.ts'

export interface Context {
  store: Store
  grants: Grants
  requests: Requests
  sites: Sites
  room: Room
  rates: Rates
  watches: Watches
  ledger: Ledger
  now: Clock
}
