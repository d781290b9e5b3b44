/** How fast a site may write. In memory: a background that has died has given everybody a rest. Pure but for its state. */
import type { Clock } from '../platform/clock.ts'
import type { Amount } from '../protocol/caps.ts'
import { BrokerError } from '../protocol/errors.ts'

const MiB = 2 ** 20
/** So much at once… */
const burst: Amount = { records: 50_000, bytes: 64 * MiB }
/** …and so much more with every second. */
const perSecond: Amount = { records: 2_000, bytes: 8 * MiB }

/**
 * So many calls of one document may wait for their answers, and while so much is said in them, no more are taken: about
 * bytes. The page API keeps far below both and holds back the rest; who comes here speaks past it.
 */
export const maxUnanswered = 20_000
export const maxUnansweredBytes = 64 * MiB

export class Rates {
  readonly #now: Clock
  readonly #left = new Map<string, Amount & { at: number }>()

  constructor(now: Clock) {
    this.#now = now
  }

  /** @throws rate_limited, before anything is looked up or queued */
  take(origin: string, amount: Amount): void {
    const left = this.#leftNow(origin)
    // One call that is larger than a burst has to wait for a full bucket, not for ever.
    const missing = (what: keyof Amount) => Math.min(amount[what], burst[what]) - left[what]
    const wait = Math.max(missing('records') / perSecond.records, missing('bytes') / perSecond.bytes)
    if (wait > 0) throw tooFast(Math.ceil(wait * 1000))
    this.#left.set(origin, { ...left, records: left.records - amount.records, bytes: left.bytes - amount.bytes })
  }

  #leftNow(origin: string): Amount & { at: number } {
    const at = this.#now()
    const known = this.#left.get(origin)
    if (!known) return { ...burst, at }
    const seconds = Math.max(0, at - known.at) / 1000
    const filled = (what: keyof Amount) => Math.min(burst[what], known[what] + seconds * perSecond[what])
    return { records: filled('records'), bytes: filled('bytes'), at }
  }
}

export const tooFast = (retryAfterMs: number): BrokerError =>
  new BrokerError('rate_limited', 'This site asks for more at once than it may.', { retryAfterMs })
