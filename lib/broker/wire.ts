/** What leaves for one document: by its Port, or by the lane beside it. */

import type { Runtime } from '../platform/browser.ts'
import { BrokerError, wireError } from '../protocol/errors.ts'
import type { BrokerMessage, Envelope, WatchMessage } from '../protocol/page.ts'

export class Wire {
  port: Runtime.Port | null = null
  /** What it was given for a lane. Null where it has none, and where it may be given one anew. */
  laneToken: string | null = null
  #lane: MessagePort | null = null
  #offered: { lane: MessagePort; take(message: unknown): void } | null = null
  #outgoing: BrokerMessage | null = null

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
      if (this.#lane) this.#lane.postMessage(message, ownedBy(message))
      else this.port.postMessage(message)
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

/** Whole texts are made for one message: by a lane they are handed over, and not copied. */
function ownedBy({ answers = [], events = [] }: BrokerMessage): ArrayBuffer[] {
  const texts = [
    ...answers.map(answer => answer.ok && answer.value),
    ...events.map(({ event }) => event.type === 'state' && event.update),
  ]
  return texts.flatMap(text => (text instanceof Uint8Array && isWhole(text) ? [text.buffer as ArrayBuffer] : []))
}

const isWhole = ({ byteLength, buffer }: Uint8Array) => byteLength === buffer.byteLength
