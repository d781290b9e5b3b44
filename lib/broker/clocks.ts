/** When the background has to look at its clock again, and what it does then. */
import { browser } from '../platform/browser.ts'
import type { Clock } from '../platform/clock.ts'

/** The alarm that wakes the background when something ends while it sleeps. */
const alarm = 'ends'

/** What is too old goes at most so often. Milliseconds. */
const pruneEvery = 86_400_000
/** A background that starts has been called for something else. Milliseconds. */
const patience = 10_000

/** No timer waits for longer. Milliseconds. */
const longest = 2 ** 31 - 1

export interface ClocksOptions {
  now: Clock
  /** When what runs out of time does so next; null where nothing does. Milliseconds since the epoch. */
  nextEnds(): (number | null)[]
  /** Ends what has run out of time. */
  expire(): Promise<void>
  /** Lets go of what is too old. */
  prune(): Promise<void>
}

export class Clocks {
  readonly #options: ClocksOptions
  #timer: ReturnType<typeof setTimeout> | undefined
  #prunedAt: number

  constructor(options: ClocksOptions) {
    this.#options = options
    this.#prunedAt = options.now() - pruneEvery + patience
  }

  /** What ends next may be something else now. */
  schedule(): void {
    const { now, nextEnds } = this.#options
    clearTimeout(this.#timer)
    const next = Math.min(...nextEnds().map(end => end ?? Number.POSITIVE_INFINITY))
    if (next !== Number.POSITIVE_INFINITY) void browser.alarms.create(alarm, { when: next })
    // Nobody is woken to let go of what is old.
    const soonest = Math.min(next, this.#prunedAt + pruneEvery)
    this.#timer = setTimeout(() => void this.tick(), Math.min(Math.max(0, soonest - now()), longest))
  }

  /** Does what is due. */
  async tick(): Promise<void> {
    const { now, expire, prune } = this.#options
    await expire()
    if (now() - this.#prunedAt >= pruneEvery) {
      this.#prunedAt = now()
      prune().catch(error => console.error(error))
    }
    this.schedule()
  }
}
