/** Requests for consent: stored first, then shown, decided once, and settled whatever happens. */

import type { Clock } from '../platform/clock.ts'
import type { Grant } from '../protocol/api.ts'
import type { Decision, RequestView } from '../protocol/sharing.ts'
import type { RequestRow, Store } from '../store/index.ts'
import type { ConsentWindow } from './consent-window.ts'
import type { Document } from './document.ts'
import { type Ending, errorOf, requested } from './endings.ts'
import type { Grants } from './grants.ts'
import { type Ask, type JoiningCall, join, newRequest, type Wishes } from './new-request.ts'
import { Outcomes, type OutcomesListener } from './outcomes.ts'
import { viewOfRequest } from './request-view.ts'
import { Saving } from './saving.ts'
import type { Sites } from './sites.ts'
import { Waiters } from './waiters.ts'
import { WaitingLine } from './waiting-line.ts'

export type RequestsListener = Wishes & OutcomesListener

export class Requests {
  readonly #store: Store
  readonly #grants: Grants
  readonly #sites: Sites
  readonly #window: ConsentWindow
  readonly #now: Clock
  readonly #listener: RequestsListener
  readonly #saving: Saving
  readonly #line = new WaitingLine()
  readonly #waiters = new Waiters()
  readonly #outcomes: Outcomes

  constructor(
    store: Store,
    grants: Grants,
    sites: Sites,
    window: ConsentWindow,
    now: Clock,
    listener: RequestsListener,
  ) {
    this.#store = store
    this.#grants = grants
    this.#sites = sites
    this.#window = window
    this.#now = now
    this.#listener = listener
    this.#saving = new Saving(store, row => this.#line.has(row))
    this.#outcomes = new Outcomes({
      store,
      grants,
      sites,
      window,
      now,
      listener,
      line: this.#line,
      waiters: this.#waiters,
    })
  }

  /** @param isOpen whether the tab that asked still shows that origin */
  async load(isOpen: (row: RequestRow) => Promise<boolean>): Promise<void> {
    this.#line.load(await this.#store.requests())
    const shown = this.#line.all().find(row => row.window)?.window
    if (shown && !(await this.#window.adopt(shown))) await this.dismiss(row => row.window !== null)
    for (const row of this.#line.all()) if (!(await isOpen(row))) await this.#outcomes.end(row, 'aborted')
    await this.expire()
    if (this.#window.tab === undefined) await this.#show()
  }

  get waiting(): number {
    return this.#line.length
  }

  /** When the next one expires; null when none waits. */
  nextEnd(): number | null {
    return this.#line.nextEnd()
  }

  /** Resolves when the owner has decided. Joins what waits already: the same call, or the same request. */
  async ask(document: Document, call: JoiningCall, ask: Ask, gesture: boolean): Promise<Grant> {
    const deciding = this.#waiters.deciding(document.key, call.n)
    if (deciding) return deciding
    const known = this.#line.ofCall(document.key, call.n) ?? this.#line.ofScopes(document.key, ask)
    const row = known ?? this.#make(document, ask, gesture)
    join(row, call)
    const answer = this.#waiters.wait(row, call.n)
    if (!known) this.#line.add(row)
    await this.#saving.save(row, known ? undefined : requested(row))
    if (this.#line.has(row)) await this.#show()
    this.#listener.changed()
    return answer
  }

  /** The request that stands first, for the window that shows it. */
  async current(): Promise<RequestView | null> {
    const row = this.#line.first
    return row ? viewOfRequest(this.#store, this.#grants, row, this.#line.length - 1) : null
  }

  /** Whether the request that stands first asks for this collection: then its window may show what is there. */
  asksFor(collection: string): boolean {
    return this.#line.first?.scopes.some(scope => scope.collection === collection) ?? false
  }

  /** @param tab the tab that the decision comes from: the window's own, or it does not count */
  async decide(decision: Decision, tab: number | undefined): Promise<RequestView | null> {
    const row = this.#line.first
    if (
      !row ||
      row.id !== decision.id ||
      row.nonce !== decision.nonce ||
      row.expiresAt <= this.#now() ||
      tab === undefined ||
      tab !== this.#window.tab
    ) {
      throw new Error('This request does not wait for a decision any more.')
    }
    await this.#outcomes.carryOut(row, decision)
    return this.current()
  }

  showAgain(): Promise<void> {
    return this.#show()
  }

  /** One call waits no longer; the request goes when nobody else waits for it. */
  async abort(document: Document, n: number): Promise<void> {
    const row = this.#line.ofCall(document.key, n)
    if (!row) return
    if (row.calls.length === 1) return this.#outcomes.end(row, 'aborted')
    row.calls = row.calls.filter(call => call.n !== n)
    this.#waiters.refuse(row, errorOf('aborted'), [{ n }])
    await this.#saving.save(row)
  }

  endWhere(isOver: (row: RequestRow) => boolean, why: Ending): Promise<void> {
    return this.#outcomes.endWhere(isOver, why)
  }

  /** The window was closed without a decision: that counts, once for each site that waited in it. */
  async dismiss(isOver: (row: RequestRow) => boolean = () => true): Promise<void> {
    const origins = new Set(
      this.#line
        .all()
        .filter(isOver)
        .map(({ origin }) => origin),
    )
    await Promise.all([...[...origins].map(origin => this.#sites.refused(origin)), this.endWhere(isOver, 'dismissed')])
  }

  expire(): Promise<void> {
    return this.endWhere(row => row.expiresAt <= this.#now(), 'request_expired')
  }

  #make(document: Document, ask: Ask, gesture: boolean): RequestRow {
    const { origin } = document.caller
    const waiting = this.#line.all().filter(row => row.origin === origin).length
    const circumstances = { site: this.#sites.of(origin), waiting, gesture, now: this.#now() }
    return newRequest(document, ask, circumstances, this.#listener)
  }

  async #show(): Promise<void> {
    const { first } = this.#line
    if (!first) return
    const shown = await this.#window.show(first.id)
    for (const row of this.#line.all()) {
      if (row.window?.tab === shown.tab) continue
      row.window = shown
      await this.#saving.save(row)
    }
  }
}
