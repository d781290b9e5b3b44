/** Puts the broker together. */
import { browser, type Runtime } from '../platform/browser.ts'
import { type Clock, systemClock } from '../platform/clock.ts'
import type { Scope } from '../protocol/api.ts'
import type { News } from '../protocol/owner.ts'
import type { Revocations } from '../protocol/revocations.ts'
import { verbs } from '../protocol/scope.ts'
import { Store } from '../store/index.ts'
import { Audience } from './audience.ts'
import { forgetWish, showBadge, showWish } from './badge.ts'
import { Broker } from './broker.ts'
import { Clocks } from './clocks.ts'
import { ConsentWindow } from './consent-window.ts'
import type { Context } from './context.ts'
import { Edits } from './edits.ts'
import { Grants } from './grants.ts'
import { Lanes, type OpenLane } from './lanes.ts'
import { Ledger } from './ledger.ts'
import { Rates } from './rate.ts'
import { Requests } from './requests.ts'
import { revocationsOf } from './revocations.ts'
import { Room } from './room.ts'
import { Sites } from './sites.ts'
import { Sleepers } from './sleepers.ts'
import { announceChange, openOrigins } from './tabs.ts'
import { Undo } from './undo.ts'
import { Watches } from './watches.ts'

/** What the owner's side may ask of the broker. */
export interface Service {
  now: Clock
  store: Store
  grants: Grants
  sites: Sites
  room: Room
  edits: Edits
  undo: Undo
  audience: Audience
  requests: Requests
  revocations: Revocations
  /** Whether a website that uses Allod is open. */
  isUsed(): boolean
  connect(port: Runtime.Port, messages: unknown[]): void
  /** One end of a lane, as a frame of ours has handed it on. */
  adoptLane(token: unknown, lane: MessagePort): void
  /** A tab has been closed: if it was the consent window's, what it asked is dismissed. */
  tabClosed(id: number): Promise<void>
  /** A tab was closed or shows something else. */
  tabsChanged(): Promise<void>
  /** Resolves when no request waits for the owner. */
  whenNobodyAsks(): Promise<void>
  /** Ends what has run out of time. */
  tick(): Promise<void>
  revoke(origin: string): Promise<void>
  revokeAll(): Promise<void>
  /** Ends what an origin may do in its hidden space, and forgets that this one was its. */
  endHidden(origin: string): Promise<void>
}

/** Of what is written, our own pages are told at most so often. Milliseconds. */
const newsOfRecords = 250

/**
 * @param news told when requests, grants or records have changed
 * @param blocked told when an earlier version has the store open and does not let go
 * @param openLane where the browser can have lanes
 */
export async function startBroker(
  name: string,
  news: (what: News) => void,
  blocked: () => void,
  openLane?: OpenLane,
): Promise<Service> {
  const now = systemClock
  const watches = new Watches()
  const sleepers = new Sleepers()
  let callSleepers = true
  const waiters: (() => void)[] = []
  /** What there will be news of, in a moment. */
  const due = new Set<News>()
  const tellSoon = (what: News) => {
    if (due.size === 0) {
      setTimeout(() => {
        const all = [...due]
        due.clear()
        for (const one of all) news(one)
      }, newsOfRecords)
    }
    due.add(what)
  }

  const ledger = new Ledger({
    now,
    write: () => store.writeNotes(),
    rowOf: origin => sites.of(origin),
    counted: row => sites.counted(row),
  })
  const opening = Store.open(name, {
    now,
    notes: ledger,
    onBlocked: blocked,
    isWatched: (space, collection) => watches.isWatched(space, collection),
    onGroup: event => {
      watches.group(event)
      if (callSleepers) void sleepers.wake(isConnected)
      callSleepers = false
      tellSoon('records')
    },
    onActivity: () => tellSoon('activity'),
    onDisk: () => news('disk'),
    async onStale() {
      await Promise.all([grants.reload(), sites.load()])
      watches.refreshAll()
    },
  })
  const [isFreshSession, store] = await Promise.all([sleepers.load(), opening])

  const grants: Grants = new Grants(store, now, origin => {
    watches.recheck(origin)
    for (const document of broker.documents(origin)) {
      document.permissionChanged()
      if (grants.openRows(origin).length === 0) document.closeLane()
    }
    const connected = new Set(broker.documents(origin).flatMap(({ port, caller }) => (port ? [caller.tab] : [])))
    void announceChange(origin, tab => connected.has(tab))
    if (grants.of(origin).length > 0) audience.knows(origin).catch(console.error)
    clocks.schedule()
    news('grants')
  })
  const audience = new Audience(store, grants, () => news('audience'))
  const window = new ConsentWindow()
  const sites: Sites = new Sites(store, now, () => {
    badge()
    news('grants')
  })
  const requests: Requests = new Requests(store, grants, sites, window, now, {
    changed() {
      clocks.schedule()
      badge()
      if (requests.waiting === 0) for (const go of waiters.splice(0)) go()
      news('requests')
    },
    wished: showWish,
    asked: forgetWish,
    answered: (document, answer) => broker.remember(document, answer),
  })
  const clocks = new Clocks({
    now,
    nextEnds: () => [grants.nextEnd(), requests.nextEnd()],
    async expire() {
      await grants.expire()
      await requests.expire()
    },
    async prune() {
      await Promise.all([store.pruneActivity(), store.history.compactDaily()])
    },
  })
  const badge = () => showBadge(requests.waiting, sites.isMarked)
  const room = new Room(sites, ledger)
  const rates = new Rates(now)
  const context: Context = { store, grants, requests, sites, room, rates, watches, ledger, now }
  const lanes = new Lanes({
    open: openLane,
    hasAccess: origin => grants.openRows(origin).length > 0,
    stayAwake: () => void browser.runtime.getPlatformInfo(),
  })
  const broker = new Broker(context, lanes, ({ key, watches, caller }) =>
    sleepers.note(key, watches.size > 0, caller.tab),
  )
  /** A Port alone is not enough: one that was opened for something else has not brought the watches along. */
  const isConnected = (key: string) =>
    broker.documents().some(document => document.key === key && document.port !== null && document.watches.size > 0)

  async function tabsChanged(): Promise<void> {
    const held = grants.origins().filter(origin => grants.hasSession(origin))
    if (held.length === 0) return
    const open = new Set((await openOrigins()).values())
    await grants.endSessions(held.filter(origin => !open.has(origin)))
  }

  await Promise.all([grants.load(), sites.load()])
  if (isFreshSession) await grants.endSessions(grants.origins())
  else await tabsChanged()
  await requests.load(async ({ tab, origin }) => !isFreshSession && (await openOrigins()).get(tab) === origin)
  await clocks.tick()
  void store.dropOldAnswers()
  badge()

  audience.settle().catch(console.error)

  const revoke = async (origin: string): Promise<void> => {
    const had = grants.of(origin).length > 0
    const ended = grants.take(origin, 'revoke')
    await requests.endWhere(row => row.origin === origin, 'revoked')
    await ended
    if (had) await sites.change(origin, row => ({ ...row, revokedAt: now(), endedAt: now() }))
  }

  return {
    now,
    store,
    grants,
    sites,
    room,
    edits: new Edits(context),
    undo: new Undo(context),
    audience,
    requests,
    revocations: revocationsOf(grants, sites),
    isUsed: () => broker.documents().some(({ port }) => port !== null),
    connect: (port, messages) => broker.connect(port, messages),
    adoptLane: (token, lane) => broker.adoptLane(token, lane),
    async tabClosed(id) {
      await tabsChanged()
      if (window.tab !== id) return
      window.forget()
      await requests.dismiss()
    },
    tabsChanged,
    whenNobodyAsks: () => new Promise(resolve => (requests.waiting === 0 ? resolve() : void waiters.push(resolve))),
    tick: () => clocks.tick(),
    revoke,
    async endHidden(origin) {
      const { hidden } = sites.of(origin)
      if (hidden === undefined) return
      const scopes = grants
        .of(origin)
        .filter(({ space }) => space === hidden)
        .map(({ collection }): Scope => ({ collection, access: [...verbs], fields: '*', records: 'all' }))
      // Both count at once: what is pretended from now on stands in another space.
      const ended = grants.take(origin, 'revoke', scopes)
      await Promise.all([ended, sites.change(origin, ({ hidden: _, ...row }) => row)])
    },
    async revokeAll() {
      // All of them end in this very moment; what is waited for is the disk.
      await Promise.all(grants.origins().map(revoke))
    },
  }
}
