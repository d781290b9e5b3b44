import type { CallOf } from '../../lib/broker/calls/handler.ts'
import type { Document } from '../../lib/broker/document.ts'
import type { Grants } from '../../lib/broker/grants.ts'
import { Ledger } from '../../lib/broker/ledger.ts'
import { Rates } from '../../lib/broker/rate.ts'
import type { Requests } from '../../lib/broker/requests.ts'
import { Room } from '../../lib/broker/room.ts'
import type { Sites } from '../../lib/broker/sites.ts'
import { Watches } from '../../lib/broker/watches.ts'
import type { Amount } from '../../lib/protocol/caps.ts'
import type { WatchMessage } from '../../lib/protocol/page.ts'
import type { GrantPart, SiteRow, Store } from '../../lib/store/index.ts'
import { site } from './open.ts'

export const target = { collection: 'documents' }

/** A site with these grants, as the broker's calls see it. */
export function siteOn(
  store: Store,
  parts: Partial<GrantPart>[] = [{}],
  watches = new Watches(),
  origin = site,
  ledger = new Ledger({ now: Date.now, write: async () => {}, counted() {} }),
) {
  const events: WatchMessage[] = []
  const row = {
    origin,
    space: store.identity.space,
    collection: 'documents',
    parts: parts.map(
      (part): GrantPart => ({
        grant: 'g',
        access: ['read', 'create', 'update', 'delete'],
        fields: '*',
        records: 'all',
        lifetime: 'always',
        expiresAt: null,
        since: Date.now(),
        ...part,
      }),
    ),
  }
  const grants = { of: () => (held ? [row] : []), epoch: 1, used() {} }
  const document = {
    key: 'd',
    watches: new Map(),
    remember() {},
    mask: (at: string) => at,
    event: (event: WatchMessage) => events.push(event),
  } as Partial<Document> as Document
  let siteRow: SiteRow = { origin }
  const sites: Pick<Sites, 'of' | 'setUsed'> = {
    of: () => siteRow,
    setUsed: (_origin, used) => {
      siteRow = { ...siteRow, used }
    },
  }
  const room = new Room(sites, ledger)
  let n = 0
  let held = true
  const call = (): CallOf => ({
    context: {
      store,
      grants: grants as Partial<Grants> as Grants,
      requests: {} as Requests,
      sites: {} as Sites,
      room,
      rates: new Rates(Date.now),
      watches,
      ledger,
      now: Date.now,
    },
    document,
    n: ++n,
    at: undefined,
    access: { origin, collection: 'documents', verbs: ['read', 'create', 'update', 'delete'] },
    space: row.space,
    hash: '',
    gesture: false,
    signal: new AbortController().signal,
  })
  /** Takes the grant away, as a revoke does: at once. */
  const revoke = () => {
    held = false
    grants.epoch++
  }
  /** What the site has stored, and how much it may. */
  const stored = {
    get used() {
      return room.used(origin)
    },
    limit(caps: Amount) {
      siteRow = { ...siteRow, caps }
    },
  }
  return { call, events, document, revoke, stored }
}
