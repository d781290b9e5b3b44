/** One document that speaks to us, over however many Ports it has had. */

import { permute } from '../platform/permute.ts'
import { base64url, randomId } from '../platform/random.ts'
import type { Call } from '../protocol/page.ts'
import type { StoredAnswer } from '../store/index.ts'
import { type Caller, documentKey } from './caller.ts'
import { Wire } from './wire.ts'

/** More unconfirmed answers than this are not remembered: a page that never confirms must not fill the memory. */
const maxAnswers = 10_000

/** The place of an empty log, which has no name of its own. */
const beginning = base64url(new Uint8Array(16))

/** A watch that is open; `stop` ends it without a word. */
export interface OpenWatch {
  stop(): void
}

export class Document extends Wire {
  readonly caller: Caller
  readonly key: string
  /** Calls that are being worked on. A call that comes again meanwhile waits for the same answer. */
  readonly running = new Map<number, AbortController>()
  /** What is said in them, about. */
  bytesUnanswered = 0
  /** Answers that were stored and that the page has not confirmed yet. */
  readonly answers = new Map<number, StoredAnswer>()
  readonly watches = new Map<number, OpenWatch>()
  /**
   * Watches that were stopped while they looked, by the number of their call, which is still being worked on and has
   * nothing to answer; and the call that has come again since. It is taken when the other one is over, so that nobody
   * has more looks under way than calls.
   */
  readonly stopped = new Map<number, Call | null>()
  /** Every call below this number is settled for the page. */
  settled = 0
  readonly #key: string
  readonly #read: () => Promise<StoredAnswer[]>
  #recalling: Promise<void> | undefined
  #isRecalled = false

  /** @param read the answers that were stored for it */
  constructor(caller: Caller, secret: string, read: () => Promise<StoredAnswer[]>) {
    super()
    this.#read = read
    this.caller = caller
    this.key = documentKey(caller)
    this.#key = `${secret}\nplace\n${this.key}`
  }

  /**
   * Its writes may have been carried out by a background that has died since: before the first of them, what that one
   * has answered is read. A call that only reads does not wait for it. Null: it is known.
   */
  recall(): Promise<void> | null {
    if (this.#isRecalled) return null
    this.#recalling ??= this.#read().then(
      answers => {
        this.#isRecalled = true
        for (const answer of answers) this.remember(answer)
      },
      error => {
        this.#recalling = undefined
        // Told by the closed Port: nobody knows what was carried out, and the page tries again, some times.
        this.closeLane()
        this.stopWatches()
        this.port?.disconnect()
        this.port = null
        throw error
      },
    )
    return this.#recalling
  }

  /** Keeps an answer for a call that may come again. */
  remember(answer: StoredAnswer): void {
    if (answer.n < this.settled) return
    this.answers.set(answer.n, answer)
    for (const n of this.answers.keys()) {
      if (this.answers.size <= maxAnswers) return
      this.settle(n + 1)
    }
  }

  /** Every call below `n` is settled: its answer is not asked for again. */
  settle(n: number): void {
    if (n <= this.settled) return
    this.settled = n
    for (const known of this.answers.keys()) if (known < n) this.answers.delete(known)
  }

  /**
   * A place in the log as this document may know it. The log's own names are the same for everyone, and two sites
   * that compare theirs would learn that they share a visitor. Nor is the same place called the same twice: that the
   * log has not moved since would tell that nobody else has written.
   */
  mask(at: string): string | undefined {
    const salt = randomId()
    const place = permute(at || beginning, this.#key + salt, [0, 1, 2, 3])
    return place === undefined ? undefined : `${salt}${place}`
  }

  unmask(place: string): string | undefined {
    const half = place.length / 2
    return permute(place.slice(half), this.#key + place.slice(0, half), [3, 2, 1, 0])
  }

  stopWatches(): void {
    for (const n of this.stopped.keys()) this.stopped.set(n, null)
    for (const [n, watch] of this.watches) {
      watch.stop()
      if (this.running.has(n)) this.stopped.set(n, null)
    }
    this.watches.clear()
  }
}
