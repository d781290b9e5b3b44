/** Puts the broker together, and keeps its clocks. */
import { browser, type Runtime } from '../platform/browser.ts'
import { type Clock, systemClock } from '../platform/clock.ts'
import type { Scope } from '../protocol/api.ts'
import type { News } from '../protocol/owner.ts'
import { verbs } from '../protocol/scope.ts'
import { Store } from '../store/index.ts'
import { Broker } from './broker.ts'
import { ConsentWindow } from './consent-window.ts'
import type { Context } from './context.ts'
import { Edits } from './edits.ts'
import { Grants } from './grants.ts'
import { Rates } from './rate.ts'
import { Requests } from './requests.ts'
import { Room } from './room.ts'
import { Sites } from './sites.ts'
import { Sleepers } from './sleepers.ts'
import { announceChange, openOrigins } from './tabs.ts'
import { Watches } from './watches.ts'

/** What the owner's side may ask of the broker. */
export interface Service {
  now: Clock
  store: Store
  grants: Grants
  sites: Sites
  room: Room
  edits: Edits
  requests: Requests
  connect(port: Runtime.Port, messages: unknown[]): void
  /** A tab has been closed: if it was the consent window's, what it asked is dismissed. */
  tabClosed(id: number): Promise<void>
  /** A tab was closed or shows something else. */
  tabsChanged(): Promise<void>
  /** Ends what has run out of time. */
  tick(): Promise<void>
  revoke(origin: string): Promise<void>
  revokeAll(): Promise<void>
  /** Ends what an origin may do in its hidden space, and forgets that this one was its. */
  endHidden(origin: string): Promise<void>
}

/** The alarm that wakes the background when something ends while it sleeps. */
const alarm = 'ends'

/** Of what is written, our own pages are told at most so often. Milliseconds. */
const newsOfRecords = 250

/** How many requests wait, on the extension's button. */
function showWaiting(waiting: number): void {
  void browser.action.setBadgeText({ text: waiting === 0 ? '' : String(waiting) })
}

/** @param news told when requests, grants or records have changed */
export async function startBroker(name: string, news: (what: News) => void): Promise<Service> {
  const now = systemClock
  const watches = new Watches()
  const sleepers = new Sleepers()
  let callSleepers = true
  let newsIsDue = false

  const opening = Store.open(name, {
    now,
    isWatched: (space, collection) => watches.isWatched(space, collection),
    onGroup: event => {
      watches.group(event)
      if (callSleepers) void sleepers.wake(isConnected)
      callSleepers = false
      if (newsIsDue) return
      newsIsDue = true
      setTimeout(() => {
        newsIsDue = false
        news('records')
      }, newsOfRecords)
    },
    async onStale() {
      await Promise.all([grants.reload(), sites.load()])
      watches.refreshAll()
    },
  })
  const [isFreshSession, store] = await Promise.all([sleepers.load(), opening])

  const grants: Grants = new Grants(store, now, origin => {
    watches.recheck(origin)
    for (const document of broker.documents(origin)) document.permissionChanged()
    const connected = new Set(broker.documents(origin).flatMap(({ port, caller }) => (port ? [caller.tab] : [])))
    void announceChange(origin, tab => connected.has(tab))
    schedule()
    news('grants')
  })
  const window = new ConsentWindow()
  const sites = new Sites(store, now, () => news('grants'))
  const requests = new Requests(store, grants, sites, window, now, {
    changed() {
      schedule()
      showWaiting(requests.waiting)
      news('requests')
    },
    answered: (document, answer) => broker.remember(document, answer),
  })
  const room = new Room(sites)
  const context: Context = { store, grants, requests, sites, room, rates: new Rates(now), watches, now }
  const broker = new Broker(context, ({ key, watches, caller }) => sleepers.note(key, watches.size > 0, caller.tab))
  const isConnected = (key: string) =>
    broker.documents().some(document => document.key === key && document.port !== null)

  let timer: ReturnType<typeof setTimeout> | undefined
  function schedule(): void {
    clearTimeout(timer)
    const next = Math.min(...[grants.nextEnd(), requests.nextEnd()].map(end => end ?? Number.POSITIVE_INFINITY))
    if (next === Number.POSITIVE_INFINITY) return
    void browser.alarms.create(alarm, { when: next })
    timer = setTimeout(() => void tick(), Math.min(Math.max(0, next - now()), 2 ** 31 - 1))
  }
  async function tick(): Promise<void> {
    await grants.expire()
    await requests.expire()
    schedule()
  }
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
  await tick()
  void store.dropOldAnswers()

  const revoke = async (origin: string): Promise<void> => {
    const had = grants.of(origin).length > 0
    const ended = grants.take(origin)
    await requests.endWhere(row => row.origin === origin, 'revoked')
    await ended
    if (had) await sites.change(origin, row => ({ ...row, revokedAt: now() }))
  }

  return {
    now,
    store,
    grants,
    sites,
    room,
    edits: new Edits(context),
    requests,
    connect: (port, messages) => broker.connect(port, messages),
    async tabClosed(id) {
      await tabsChanged()
      if (window.tab !== id) return
      window.forget()
      await requests.dismiss()
    },
    tabsChanged,
    tick,
    revoke,
    async endHidden(origin) {
      const { hidden } = sites.of(origin)
      if (hidden === undefined) return
      const scopes = grants
        .of(origin)
        .filter(({ space }) => space === hidden)
        .map(({ collection }): Scope => ({ collection, access: [...verbs], fields: '*', records: 'all' }))
      // Both count at once: what is pretended from now on stands in another space.
      const ended = grants.take(origin, scopes)
      await Promise.all([ended, sites.change(origin, ({ hidden: _, ...row }) => row)])
    },
    async revokeAll() {
      // All of them end in this very moment; what is waited for is the disk.
      await Promise.all(grants.origins().map(revoke))
    },
  }
}
