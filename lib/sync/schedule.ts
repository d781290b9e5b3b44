/** When the backup has its next turn. Pure but for its memory of failures. */

/** What is written within this time goes together. Milliseconds. */
export const batchFor = 5_000
/** Other devices are looked at so often while somebody works here, and otherwise. Milliseconds. */
const pollWhileUsed = 10_000
const pollWhileAlone = 60_000
const pollAsleep = 300_000
/** After a failure: five seconds, then three times as long each time, up to a quarter of an hour. Milliseconds. */
const firstRetry = 5_000
const longestRetry = 900_000

export class Schedule {
  #failures = 0
  #notBefore = 0
  #polledAt = Number.NEGATIVE_INFINITY

  /** When the next attempt after a failure may be; null where there is nothing to wait for. */
  get retryAt(): number | null {
    return this.#failures > 0 ? this.#notBefore : null
  }

  /** By an earlier background, perhaps. */
  polled(at: number): void {
    this.#polledAt = Math.max(at, this.#polledAt)
  }

  succeeded(now: number, polled: boolean): void {
    this.#failures = 0
    this.#notBefore = 0
    if (polled) this.#polledAt = now
  }

  /** @param retryAfter what the server asked for */
  failed(now: number, retryAfter = 0): void {
    const wait = Math.min(longestRetry, firstRetry * 3 ** this.#failures)
    this.#failures++
    this.#notBefore = now + Math.max(wait, retryAfter)
  }

  /** The owner asks for it, or something has changed for the better. */
  forgive(): void {
    this.#failures = 0
    this.#notBefore = 0
    this.#polledAt = Number.NEGATIVE_INFINITY
  }

  isPollDue(now: number, isUsed: boolean, hasPeers: boolean): boolean {
    return now >= this.#polledAt + this.#pollEvery(isUsed, hasPeers)
  }

  /** @param isWaiting there is something to send. @returns when the next turn is due */
  next(
    now: number,
    { isWaiting, isUsed, hasPeers }: { isWaiting: boolean; isUsed: boolean; hasPeers: boolean },
  ): number {
    const poll = Math.max(now, this.#polledAt + this.#pollEvery(isUsed, hasPeers))
    return Math.max(this.#notBefore, isWaiting ? Math.min(now + batchFor, poll) : poll)
  }

  #pollEvery(isUsed: boolean, hasPeers: boolean): number {
    if (!isUsed) return pollAsleep
    return hasPeers ? pollWhileUsed : pollWhileAlone
  }
}
