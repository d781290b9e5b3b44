/** What becomes of requests for consent: it is written, and whoever waits is told. */
import type { Clock } from '../platform/clock.ts'
import type { Grant } from '../protocol/api.ts'
import { wireError } from '../protocol/errors.ts'
import type { Decision } from '../protocol/sharing.ts'
import type { Entry, RequestRow, Store, StoredAnswer, WriteTransaction } from '../store/index.ts'
import type { ConsentWindow } from './consent-window.ts'
import { answersOf, decided, type Ending, errorOf, type Outcome, writeEnd } from './endings.ts'
import type { Piece } from './grant-rows.ts'
import { granted, pretended } from './granted.ts'
import type { Grants } from './grants.ts'
import { inWords } from './ledger-words.ts'
import { hasOfOwner } from './request-view.ts'
import type { Sites } from './sites.ts'
import type { Waiters } from './waiters.ts'
import type { WaitingLine } from './waiting-line.ts'

export interface OutcomesListener {
  changed(): void
  /** A document's call has its answer, on the disk. */
  answered(document: string, answer: StoredAnswer): void
}

interface OutcomesParts {
  store: Store
  grants: Grants
  sites: Sites
  window: ConsentWindow
  now: Clock
  listener: OutcomesListener
  line: WaitingLine
  waiters: Waiters
}

export class Outcomes {
  readonly #parts: OutcomesParts

  constructor(parts: OutcomesParts) {
    this.#parts = parts
  }

  /** What the owner has decided. */
  async carryOut(row: RequestRow, decision: Decision): Promise<void> {
    const now = this.#parts.now()
    if (decision.answer === 'allow') {
      const { pieces, grant } = granted(row, decision, now)
      await this.#allow(row, pieces, grant, this.#parts.store.identity.space, 'allowed')
    } else if (decision.answer === 'pretend') {
      // Where it sees something of the owner's already, an empty store would tell it.
      const scopes = row.scopes.filter(scope => !hasOfOwner(this.#parts.store, this.#parts.grants, row.origin, scope))
      if (scopes.length === 0) throw new Error('This site knows of your records already: it would notice.')
      const { pieces, grant } = pretended(scopes, decision, now)
      await this.#allow(row, pieces, grant, this.#parts.sites.hiddenSpaceOf(row.origin), 'pretended')
    } else if (decision.answer === 'never') {
      await Promise.all([
        this.#parts.sites.never(row.origin),
        this.endWhere(other => other.origin === row.origin, 'user_denied'),
      ])
    } else {
      await Promise.all([this.#parts.sites.refused(row.origin), this.end(row, 'user_denied')])
    }
  }

  async end(row: RequestRow, why: Ending): Promise<void> {
    this.#parts.line.remove(row)
    const error = errorOf(why)
    // Told at once: what is refused need not be on the disk to be refused.
    this.#parts.waiters.refuse(row, error)
    const outcome = { error: wireError(error) }
    const written = this.#parts.store.decide((tx, _head, note) => {
      note(decided(row, why))
      return writeEnd(tx, row, outcome, this.#parts.now())
    })
    await this.#finish(row, outcome, written)
  }

  /** All of them in this very moment, so that none is decided any more while another is being written. */
  async endWhere(isOver: (row: RequestRow) => boolean, why: Ending): Promise<void> {
    const over = this.#parts.line.all().filter(isOver)
    await Promise.all(over.map(row => this.end(row, why)))
  }

  async #allow(
    row: RequestRow,
    pieces: readonly Piece[],
    grant: Grant,
    space: string,
    how: 'allowed' | 'pretended',
  ): Promise<void> {
    this.#parts.line.remove(row)
    const now = this.#parts.now()
    const time = { grant: grant.id, lifetime: grant.lifetime, expiresAt: grant.expiresAt, since: now }
    const outcome = { value: grant }
    this.#parts.sites.allowed(row.origin)
    try {
      const save = (tx: WriteTransaction, note: (entry: Entry) => void) => {
        note(decided(row, how, inWords(pieces)))
        return Promise.all([writeEnd(tx, row, outcome, this.#parts.now()), this.#parts.sites.put(tx, row.origin)])
      }
      await this.#finish(row, outcome, this.#parts.grants.add(row.origin, space, pieces, time, save))
    } catch (error) {
      this.#parts.line.putBack(row) // nothing was granted; the owner may try again
      throw error
    }
    this.#parts.waiters.grant(row, grant)
  }

  async #finish(row: RequestRow, outcome: Outcome, written: Promise<unknown>): Promise<void> {
    const forget = this.#parts.waiters.decide(row, outcome, written)
    try {
      await written
      for (const answer of answersOf(row, outcome)) this.#parts.listener.answered(row.document, answer)
      if (this.#parts.line.length === 0) this.#parts.window.close()
    } finally {
      forget()
      this.#parts.listener.changed()
    }
  }
}
