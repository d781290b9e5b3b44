/** One document that speaks to us, over however many Ports it has had. */

import type { Runtime } from '../platform/browser.ts'
import { permute } from '../platform/permute.ts'
import { base64url, randomId } from '../platform/random.ts'
import { BrokerError, wireError } from '../protocol/errors.ts'
import type { BrokerMessage, Call, Envelope, WatchMessage } from '../protocol/page.ts'
import type { StoredAnswer } from '../store/index.ts'
import { type Caller, documentKey } from './caller.ts'

/** More unconfirmed answers than this are not remembered: a page that never confirms must not fill the memory. */
const maxAnswers = 10_000

/** The place of an empty log, which has no name of its own. */
const beginning = base64url(new Uint8Array(16))

/** A watch that is open; `stop` ends it without a word. */
export interface OpenWatch {
  stop(): void
}

export class Document {
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
  port: Runtime.Port | null = null
  /** What it was given for a lane. Null where it has none, and where it may be given one anew. */
  laneToken: string | null = null
  #lane: MessagePort | null = null
  #offered: { lane: MessagePort; take(message: unknown): void } | null = null
  readonly #key: string
  #outgoing: BrokerMessage | null = null

  readonly #read: () => Promise<StoredAnswer[]>
  #recalling: Promise<void> | undefined
  #isRecalled = false

  /** @param read the answers that were stored for it */
  constructor(caller: Caller, secret: string, read: () => Promise<StoredAnswer[]>) {
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

  answer(id: number, outcome: { value: unknown } | { error: unknown }): void {
    const envelope: Envelope =
      'error' in outcome ? { id, ok: false, error: wireError(outcome.error) } : { id, ok: true, value: outcome.value }
    const message = this.#open()
    message.answers ??= []
    message.answers.push(envelope)
  }

  event(event: WatchMessage): void {
    const message = this.#open()
    message.events ??= []
    message.events.push(event)
  }

  permissionChanged(): void {
    this.#open().permissionchange = true
  }

  /** Asks the page whether it goes on by the lane. One that does not answer stays on the Port. */
  offerLane(lane: MessagePort, take: (message: unknown) => void): void {
    this.#offered = { lane, take }
    this.#post({ lane: true }, {})
  }

  /**
   * The page has said, as its last message by the Port, that it goes on by the lane; we say the same, and go on by it
   * as well. Each listens to the lane once it has heard that, so nothing overtakes what left before.
   */
  openLane(): void {
    if (!this.#offered) return
    const { lane, take } = this.#offered
    this.#offered = null
    this.#flush()
    this.#post({ lane: true }, {})
    this.#lane = lane
    lane.onmessage = ({ data }) => take(data)
    // Not before: in Chromium this lets the port begin as well, and what came without a listener would be lost.
    lane.onmessageerror = () => this.closeLane()
  }

  /** What the page has sent by it and we have not seen it sends again, by the Port. */
  closeLane(): void {
    this.laneToken = null
    if (this.#offered) {
      // The page may have gone on by it already, and nothing that it sends there is heard.
      this.#offered.lane.close()
      this.#offered = null
      this.#post({ lane: false }, {})
    }
    const lane = this.#lane
    if (!lane) return
    this.#flush()
    this.#lane = null
    lane.onmessage = null
    lane.postMessage({ lane: false } satisfies BrokerMessage)
    lane.close()
  }

  stopWatches(): void {
    for (const n of this.stopped.keys()) this.stopped.set(n, null)
    for (const [n, watch] of this.watches) {
      watch.stop()
      if (this.running.has(n)) this.stopped.set(n, null)
    }
    this.watches.clear()
  }

  /** Whatever one task brings leaves in one message. */
  #open(): BrokerMessage {
    if (!this.#outgoing) {
      this.#outgoing = {}
      queueMicrotask(() => this.#flush())
    }
    return this.#outgoing
  }

  #flush(): void {
    const message = this.#outgoing
    this.#outgoing = null
    if (!message || !this.port) return // the page asks again when it is back
    try {
      const line = this.#lane ?? this.port
      line.postMessage(message)
    } catch {
      this.#flushSingly(message)
    }
  }

  /** A message of more than 64 MiB throws. Then each part goes alone, and what is too large by itself is refused. */
  #flushSingly({ events = [], answers = [], permissionchange }: BrokerMessage): void {
    const error = wireError(new BrokerError('too_large', 'The answer is larger than a message may be.'))
    for (const event of events) {
      this.#post({ events: [event] }, { events: [{ watch: event.watch, event: { type: 'end', error } }] })
    }
    for (const answer of answers) this.#post({ answers: [answer] }, { answers: [{ id: answer.id, ok: false, error }] })
    if (permissionchange) this.#post({ permissionchange }, {})
  }

  #post(message: BrokerMessage, instead: BrokerMessage): void {
    const line = this.#lane ?? this.port
    try {
      line?.postMessage(message)
    } catch {
      try {
        line?.postMessage(instead)
      } catch {} // the Port has closed: its onDisconnect tells
    }
  }
}
