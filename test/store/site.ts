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
  plainStore: Store,
  parts: Partial<GrantPart>[] = [{}],
  watches = new Watches(),
  origin = site,
  ledger = new Ledger({ now: Date.now, write: async () => {}, rowOf: origin => ({ origin }), counted() {} }),
) {
  const { store, quiet } = noticed(plainStore)
  const events: WatchMessage[] = []
  const row = {
    origin,
    space: store.identity.space,
    collection: 'documents',
    parts: parts.map(wholePart),
  }
  const grants = { of: () => (held ? [row] : []), epoch: 1, used() {} }
  const document = {
    key: 'd',
    watches: new Map(),
    remember() {},
    mask: (at: string) => at,
    unmask: (place: string) => place,
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
  /** Grants something else, in the place of all that it has. */
  const regrant = (parts: Partial<GrantPart>[]) => {
    held = true
    row.parts = parts.map(wholePart)
    grants.epoch++
  }
  /** Its page is gone, and the watches with it. */
  const stop = () => {
    for (const watch of document.watches.values()) watch.stop()
    document.watches.clear()
  }
  return { call, events, document, revoke, regrant, stop, quiet, stored }
}

const wholePart = (part: Partial<GrantPart>): GrantPart => ({
  grant: 'g',
  access: ['read', 'create', 'update', 'delete'],
  fields: '*',
  records: 'all',
  lifetime: 'always',
  expiresAt: null,
  since: Date.now(),
  ...part,
})

/** `quiet` resolves when nothing is being read or written by the site any more: whatever it is told, it has been told. */
function noticed(store: Store) {
  const running = new Set<Promise<unknown>>()
  const noticing = new Proxy(store, {
    get(_, name) {
      const value = Reflect.get(store, name)
      if (typeof value !== 'function') return value
      return (...given: unknown[]) => {
        const result = value.apply(store, given)
        if (result instanceof Promise) {
          const settled = () => running.delete(result)
          running.add(result)
          result.then(settled, settled)
        }
        return result
      }
    },
  })
  const quiet = async () => {
    do {
      await Promise.allSettled(running)
      await new Promise(resolve => setTimeout(resolve)) // what follows from it is under way by then
    } while (running.size > 0)
  }
  return { store: noticing, quiet }
}
