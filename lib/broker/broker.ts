/** The one door. Sender → request → decide → ask → act → answer. */

import type { Runtime } from '../platform/browser.ts'
import { BrokerError, type ErrorCode, wireError } from '../protocol/errors.ts'
import { type Call, laneMessage, type PageMessage, pageMessage } from '../protocol/page.ts'
import { collectionName } from '../protocol/scope.ts'
import type { StoredAnswer } from '../store/index.ts'
import { type Caller, documentKey, identify } from './caller.ts'
import type { Context } from './context.ts'
import { dispatch } from './dispatch.ts'
import { Document } from './document.ts'
import type { Lanes } from './lanes.ts'
import { maxUnanswered, maxUnansweredBytes, tooFast } from './rate.ts'
import { sizeOfUnknown } from './size.ts'

/** What the ledger notes. Whatever else is answered with an error is a mistake of the site's, or none at all. */
const refusals: ReadonlySet<ErrorCode> = new Set([
  'not_permitted',
  'revoked',
  'rate_limited',
  'quota',
  'user_denied',
  'dismissed',
  'user_activation_required',
  'insecure_or_opaque_origin',
  'not_top_level',
] as const)

export class Broker {
  readonly #context: Context
  readonly #documents = new Map<string, Document>()
  readonly #lanes: Lanes
  readonly #watching: (document: Document) => void

  /** @param watching told whenever a document's watches may have changed */
  constructor(context: Context, lanes: Lanes, watching: (document: Document) => void) {
    this.#context = context
    this.#lanes = lanes
    this.#watching = watching
  }

  /** @param messages what the Port has brought before anybody could listen */
  connect(port: Runtime.Port, messages: unknown[]): void {
    const caller = identify(port.sender)
    if (typeof caller === 'string') {
      const refuse = (message: unknown) => this.#refuse(port, message, caller)
      messages.forEach(refuse)
      port.onMessage.addListener(refuse)
      return
    }
    const document = this.#documentOf(caller)
    document.port?.disconnect()
    document.stopWatches() // the page tells which ones go on, and from where
    document.closeLane()
    document.port = port
    const take = (message: unknown) => this.#take(document, message)
    messages.forEach(take)
    port.onMessage.addListener(take)
    port.onDisconnect.addListener(() => this.#disconnected(document, port))
  }

  /** A frame of ours has brought the background's end of a lane. */
  adoptLane(token: unknown, lane: MessagePort): void {
    this.#lanes.adopt(token, lane, (document, message) => {
      const parsed = laneMessage.safeParse(message)
      if (parsed.success) this.#carryOut(document, { ...parsed.data, gestures: [] })
    })
  }

  documents(origin?: string): Document[] {
    const all = [...this.#documents.values()]
    return origin === undefined ? all : all.filter(({ caller }) => caller.origin === origin)
  }

  /** An answer that was stored while its document was away. */
  remember(document: string, answer: StoredAnswer): void {
    this.#documents.get(document)?.remember(answer)
  }

  #documentOf(caller: Caller): Document {
    const key = documentKey(caller)
    const known = this.#documents.get(key)
    if (known) return known
    const { store } = this.#context
    const document = new Document(caller, store.identity.secret, () => store.answersOf(key))
    this.#documents.set(key, document)
    return document
  }

  #disconnected(document: Document, port: Runtime.Port): void {
    if (document.port !== port) return
    document.port = null
    document.closeLane()
    document.stopWatches()
    // The document has gone, or sleeps in the back-forward cache: nobody is there who could still want an answer.
    void this.#context.requests.endWhere(row => row.document === document.key, 'aborted')
    if (document.running.size === 0) this.#documents.delete(document.key)
  }

  #take(document: Document, message: unknown): void {
    const parsed = pageMessage.safeParse(message)
    if (!parsed.success) return // our own page script sends no such thing, and there is no call to answer
    this.#carryOut(document, parsed.data)
    if (parsed.data.lane) document.openLane()
  }

  #carryOut(document: Document, { calls, aborts, settled, gestures }: Omit<PageMessage, 'lane'>): void {
    document.settle(settled)
    for (const call of calls) void this.#answer(document, call, gestures.includes(call.n))
    for (const n of aborts) this.#abort(document, n)
  }

  async #answer(document: Document, call: Call, gesture: boolean): Promise<void> {
    const { n } = call
    if (document.running.has(n)) {
      if (document.stopped.has(n)) document.stopped.set(n, call)
      return // it is being worked on, and answered once
    }
    if (document.running.size >= maxUnanswered || document.bytesUnanswered >= maxUnansweredBytes) {
      document.answer(n, { error: tooFast(1_000) })
      document.closeLane() // and with it goes what it still holds
      return
    }
    const controller = new AbortController()
    document.running.set(n, controller)
    const bytes = sizeOfUnknown(call.params)
    document.bytesUnanswered += bytes
    try {
      if (bytes > maxUnansweredBytes) throw new BrokerError('too_large', 'This is larger than a call may be.')
      const value = await dispatch(this.#context, document, call, gesture, controller.signal)
      if (call.at === undefined && !document.stopped.has(n)) document.answer(n, { value })
    } catch (error) {
      if (!(error instanceof BrokerError)) console.error(error)
      this.#noteRefusal(document.caller.origin, wireError(error).code, call)
      if (!document.stopped.get(n)) document.answer(n, { error })
    } finally {
      const again = document.stopped.get(n)
      document.stopped.delete(n)
      document.running.delete(n)
      document.bytesUnanswered -= bytes
      if (again) void this.#answer(document, again, false)
      this.#watching(document)
      this.#lanes.offer(document)
      if (!document.port && document.running.size === 0) this.#documents.delete(document.key)
    }
  }

  #abort(document: Document, n: number): void {
    document.running.get(n)?.abort()
    document.watches.get(n)?.stop()
    document.watches.delete(n)
    if (document.stopped.has(n)) document.stopped.set(n, null)
    this.#watching(document)
  }

  #noteRefusal(origin: string, code: ErrorCode, { params }: Call): void {
    if (!refusals.has(code)) return
    const { collection } = (params ?? {}) as { collection?: unknown }
    const named = collectionName.safeParse(collection)
    this.#context.ledger.refusal(origin, code, named.success ? named.data : undefined)
  }

  #refuse(port: Runtime.Port, message: unknown, code: ErrorCode): void {
    const parsed = pageMessage.safeParse(message)
    if (!parsed.success) return
    const { origin } = (port.sender ?? {}) as { origin?: string }
    if (origin && URL.canParse(origin)) for (const call of parsed.data.calls) this.#noteRefusal(origin, code, call)
    const stranger = new Document({ origin: '', documentId: '', tab: 0 }, '', async () => [])
    stranger.port = port
    const error = new BrokerError(code, 'Allod serves top-level documents of secure origins only.')
    for (const { n } of parsed.data.calls) stranger.answer(n, { error })
  }
}
