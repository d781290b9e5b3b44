/** Requests for consent: stored first, then shown, decided once, and settled whatever happens. */

import type { Clock } from '../platform/clock.ts'
import { randomId } from '../platform/random.ts'
import type { Grant, Scope } from '../protocol/api.ts'
import { BrokerError, type ErrorCode, type WireError, wireError } from '../protocol/errors.ts'
import type { Decision, RequestView } from '../protocol/sharing.ts'
import type { Entry, RequestRow, Store, StoredAnswer, WriteTransaction } from '../store/index.ts'
import type { ConsentWindow } from './consent-window.ts'
import type { Document } from './document.ts'
import { granted, pretended } from './granted.ts'
import type { Grants, Piece } from './grants.ts'
import { inWords } from './ledger-words.ts'
import { waitOf } from './refusals.ts'
import { hasOfOwner, viewOfRequest } from './request-view.ts'
import { Saving } from './saving.ts'
import type { Sites } from './sites.ts'

/** Undecided for so long, a request is gone. Milliseconds. */
const lifetime = 5 * 60_000
/** How many requests of one origin may wait. */
const maxWaiting = 3
/** How many calls may wait for one of them: each is kept on the disk until it is answered. */
const maxJoined = 20

const endings = {
  user_denied: 'The owner said no.',
  dismissed: 'The owner closed the window without deciding.',
  aborted: 'The request was taken back.',
  request_expired: 'Nobody decided within five minutes.',
  revoked: 'The owner has taken all access back.',
} as const satisfies Partial<Record<ErrorCode, string>>
export type Ending = keyof typeof endings

/** The same, as the ledger has it. */
const decisions: Record<Ending, string> = {
  user_denied: 'denied',
  dismissed: 'dismissed',
  aborted: 'aborted',
  request_expired: 'expired',
  revoked: 'revoked',
}

const requested = ({ origin, scopes, reason }: RequestRow): Entry => ({
  origin,
  what: 'request',
  detail: inWords(scopes),
  ...(reason === '' ? {} : { reason }),
})

export interface RequestsListener {
  /** A page of this tab wanted to ask, but nobody had pressed anything there. */
  wished(tab: number): void
  /** It has asked by a gesture. */
  asked(tab: number): void
  changed(): void
  /** A document's call has its answer, on the disk. */
  answered(document: string, answer: StoredAnswer): void
}

type Outcome = { value: Grant } | { error: WireError }
type Waiter = { resolve(grant: Grant): void; reject(error: unknown): void }

export class Requests {
  readonly #store: Store
  readonly #grants: Grants
  readonly #sites: Sites
  readonly #window: ConsentWindow
  readonly #now: Clock
  readonly #listener: RequestsListener
  readonly #saving: Saving
  #rows: RequestRow[] = []
  /** Request and call → who waits for it in this instance of the background. */
  readonly #waiters = new Map<string, Waiter>()
  /** Document and call → the outcome that is being written: a call that comes again meanwhile is no new request. */
  readonly #deciding = new Map<string, Promise<Grant>>()

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
    this.#saving = new Saving(store, row => this.#rows.includes(row))
  }

  /** @param isOpen whether the tab that asked still shows that origin */
  async load(isOpen: (row: RequestRow) => Promise<boolean>): Promise<void> {
    this.#rows = (await this.#store.requests()).sort((a, b) => a.time - b.time)
    const shown = this.#rows.find(row => row.window)?.window
    if (shown && !(await this.#window.adopt(shown))) await this.dismiss(row => row.window !== null)
    for (const row of [...this.#rows]) if (!(await isOpen(row))) await this.#end(row, 'aborted')
    await this.expire()
    if (this.#rows.length > 0 && this.#window.tab === undefined) await this.#show()
  }

  get waiting(): number {
    return this.#rows.length
  }

  /** When the next one expires; null when none waits. */
  nextEnd(): number | null {
    return this.#rows.length > 0 ? Math.min(...this.#rows.map(row => row.expiresAt)) : null
  }

  /** Resolves when the owner has decided. Joins what waits already: the same call, or the same request. */
  async ask(
    document: Document,
    call: { n: number; hash: string },
    ask: { scopes: Scope[]; reason: string },
    gesture: boolean,
  ): Promise<Grant> {
    const deciding = this.#deciding.get(nameOf(document.key, call.n))
    if (deciding) return deciding
    const mine = this.#rows.filter(row => row.document === document.key)
    const scopes = JSON.stringify(ask.scopes)
    const known =
      mine.find(row => row.calls.some(({ n }) => n === call.n)) ??
      mine.find(row => JSON.stringify(row.scopes) === scopes)
    const row = known ?? this.#make(document, ask, gesture)
    if (!row.calls.some(({ n }) => n === call.n)) join(row, call)
    const decided = new Promise<Grant>((resolve, reject) =>
      this.#waiters.set(nameOf(row.id, call.n), { resolve, reject }),
    )
    if (!known) this.#enqueue(row)
    decided.catch(() => {}) // it may settle before it is returned
    await this.#saving.save(row, known ? undefined : requested(row))
    if (this.#rows.includes(row)) await this.#show()
    this.#listener.changed()
    return decided
  }

  /** The request that stands first, for the window that shows it. */
  async current(): Promise<RequestView | null> {
    const row = this.#rows[0]
    return row ? viewOfRequest(this.#store, this.#grants, row, this.#rows.length - 1) : null
  }

  /** Whether the request that stands first asks for this collection: then its window may show what is there. */
  asksFor(collection: string): boolean {
    return this.#rows[0]?.scopes.some(scope => scope.collection === collection) ?? false
  }

  /** @param tab the tab that the decision comes from: the window's own, or it does not count */
  async decide(decision: Decision, tab: number | undefined): Promise<RequestView | null> {
    const row = this.#rows[0]
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
    await this.#carryOut(row, decision)
    return this.current()
  }

  showAgain(): Promise<void> {
    return this.#rows.length > 0 ? this.#show() : Promise.resolve()
  }

  /** One call waits no longer; the request goes when nobody else waits for it. */
  async abort(document: Document, n: number): Promise<void> {
    const row = this.#rows.find(row => row.document === document.key && row.calls.some(call => call.n === n))
    if (!row) return
    if (row.calls.length === 1) return this.#end(row, 'aborted')
    row.calls = row.calls.filter(call => call.n !== n)
    this.#waiterOf(row, n)?.reject(new BrokerError('aborted', endings.aborted))
    await this.#saving.save(row)
  }

  async endWhere(isOver: (row: RequestRow) => boolean, why: Ending): Promise<void> {
    for (const row of this.#rows.filter(isOver)) await this.#end(row, why)
  }

  /** The window was closed without a decision: that counts, once for each site that waited in it. */
  async dismiss(isOver: (row: RequestRow) => boolean = () => true): Promise<void> {
    const origins = new Set(this.#rows.filter(isOver).map(({ origin }) => origin))
    await Promise.all([...[...origins].map(origin => this.#sites.refused(origin)), this.endWhere(isOver, 'dismissed')])
  }

  expire(): Promise<void> {
    return this.endWhere(row => row.expiresAt <= this.#now(), 'request_expired')
  }

  async #carryOut(row: RequestRow, decision: Decision): Promise<void> {
    const now = this.#now()
    if (decision.answer === 'allow') {
      const { pieces, grant } = granted(row, decision, now)
      await this.#allow(row, pieces, grant, this.#store.identity.space, 'allowed')
    } else if (decision.answer === 'pretend') {
      // Where it sees something of the owner's already, an empty store would tell it.
      const scopes = row.scopes.filter(scope => !hasOfOwner(this.#store, this.#grants, row.origin, scope))
      if (scopes.length === 0) throw new Error('This site knows of your records already: it would notice.')
      const { pieces, grant } = pretended(scopes, decision, now)
      await this.#allow(row, pieces, grant, this.#sites.hiddenSpaceOf(row.origin), 'pretended')
    } else if (decision.answer === 'never') {
      await Promise.all([
        this.#sites.never(row.origin),
        this.endWhere(other => other.origin === row.origin, 'user_denied'),
      ])
    } else {
      await Promise.all([this.#sites.refused(row.origin), this.#end(row, 'user_denied')])
    }
  }

  #make(document: Document, { scopes, reason }: { scopes: Scope[]; reason: string }, gesture: boolean): RequestRow {
    const { origin, tab } = document.caller
    const site = this.#sites.of(origin)
    if (site.never) throw new BrokerError('user_denied', endings.user_denied)
    const wait = waitOf(site, this.#now())
    if (wait > 0) {
      throw new BrokerError('rate_limited', 'The owner has said no too often.', { retryAfterMs: wait })
    }
    if (!gesture) {
      this.#listener.wished(tab)
      throw new BrokerError('user_activation_required', 'Call permissions.request from a click or a key press.')
    }
    if (this.#rows.filter(row => row.origin === origin).length >= maxWaiting) {
      throw tooManyWait()
    }
    this.#listener.asked(tab)
    const time = this.#now()
    return {
      id: randomId(),
      nonce: randomId(),
      origin,
      document: document.key,
      tab,
      calls: [],
      scopes,
      reason,
      time,
      expiresAt: time + lifetime,
      window: null,
    }
  }

  async #allow(
    row: RequestRow,
    pieces: readonly Piece[],
    grant: Grant,
    space: string,
    decided: 'allowed' | 'pretended',
  ): Promise<void> {
    this.#remove(row)
    const part = { grant: grant.id, lifetime: grant.lifetime, expiresAt: grant.expiresAt, since: this.#now() }
    const outcome = { value: grant }
    this.#sites.allowed(row.origin)
    try {
      const save = (tx: WriteTransaction, note: (entry: Entry) => void) => {
        note({ origin: row.origin, what: 'decision', outcome: decided, detail: inWords(pieces) })
        return Promise.all([this.#write(tx, row, outcome), this.#sites.put(tx, row.origin)])
      }
      await this.#finish(row, outcome, this.#grants.add(row.origin, space, pieces, part, save))
    } catch (error) {
      this.#rows.unshift(row) // nothing was granted; the owner may try again
      throw error
    }
    for (const { n } of row.calls) this.#waiterOf(row, n)?.resolve(grant)
  }

  async #end(row: RequestRow, why: Ending): Promise<void> {
    this.#remove(row)
    const error = new BrokerError(why, endings[why])
    // Told at once: what is refused need not be on the disk to be refused.
    for (const { n } of row.calls) this.#waiterOf(row, n)?.reject(error)
    const outcome = { error: wireError(error) }
    await this.#finish(
      row,
      outcome,
      this.#store.decide((tx, _head, note) => {
        note({ origin: row.origin, what: 'decision', outcome: decisions[why], detail: inWords(row.scopes) })
        return this.#write(tx, row, outcome)
      }),
    )
  }

  /** While the outcome is being written, and afterwards, the same calls coming again get it. */
  async #finish(row: RequestRow, outcome: Outcome, written: Promise<unknown>): Promise<void> {
    const decided = written.then(() => {
      if ('value' in outcome) return outcome.value
      throw new BrokerError(outcome.error.code, outcome.error.message)
    })
    decided.catch(() => {}) // nobody may be asking again
    for (const { n } of row.calls) this.#deciding.set(nameOf(row.document, n), decided)
    try {
      await written
      for (const { n, hash } of row.calls) this.#listener.answered(row.document, { n, hash, ...outcome })
      if (this.#rows.length === 0) this.#window.close()
    } finally {
      for (const { n } of row.calls) this.#deciding.delete(nameOf(row.document, n))
      this.#listener.changed()
    }
  }

  /** Grouped by origin: one that asks for several things is heard at once. */
  #enqueue(row: RequestRow): void {
    const last = this.#rows.findLastIndex(({ origin }) => origin === row.origin)
    this.#rows.splice(last < 0 ? this.#rows.length : last + 1, 0, row)
  }

  #remove(row: RequestRow): void {
    this.#rows = this.#rows.filter(other => other !== row)
  }

  /** In one transaction: the request goes, and its answer stays for calls that come again. */
  async #write(tx: WriteTransaction, row: RequestRow, outcome: Outcome): Promise<void> {
    const answers = row.calls.map(({ n, hash }) => ({ n, hash, ...outcome }))
    await Promise.all([
      tx.objectStore('requests').delete(row.id),
      tx.objectStore('answers').put({ document: row.document, time: this.#now(), answers }),
    ])
  }

  #waiterOf(row: RequestRow, n: number): Waiter | undefined {
    const waiter = this.#waiters.get(nameOf(row.id, n))
    this.#waiters.delete(nameOf(row.id, n))
    return waiter
  }

  async #show(): Promise<void> {
    const first = this.#rows[0]
    if (!first) return
    const shown = await this.#window.show(first.id)
    for (const row of this.#rows) {
      if (row.window?.tab === shown.tab) continue
      row.window = shown
      await this.#saving.save(row)
    }
  }
}

function join({ calls }: RequestRow, call: { n: number; hash: string }): void {
  if (calls.length >= maxJoined) throw tooManyWait()
  calls.push(call)
}

const tooManyWait = () =>
  new BrokerError('rate_limited', 'Other requests of this site wait for the owner.', { retryAfterMs: lifetime })
const nameOf = (of: string, n: number) => `${of} ${n}`
