/**
 * The fast lane: a MessagePort straight between a page and the background, beside the Port that says who the page is and
 * whether it is still there. It has no rights of its own. What a document may do is asked for each call, whichever way it
 * came, and with the Port the lane ends.
 */
import { randomId } from '../platform/random.ts'
import type { Document } from './document.ts'

/** Puts a token and one end of a channel into a document; the other end comes to `adopt`. */
export type OpenLane = (tab: number, documentId: string, token: string) => Promise<unknown>

/** Messages by a lane do not keep the background awake by themselves: it says that it is used so often. Milliseconds. */
const reminder = 15_000

export interface LanesOptions {
  /** Undefined where a browser has no lanes: the Port carries everything. */
  open: OpenLane | undefined
  /** Nobody without access gets one. */
  hasAccess(origin: string): boolean
  /** Begins the background's idle time anew. */
  stayAwake(): void
}

export class Lanes {
  readonly #options: LanesOptions
  /** Token → whom it was given to. */
  readonly #offered = new Map<string, Document>()
  #remindedAt = 0

  constructor(options: LanesOptions) {
    this.#options = options
  }

  /** Behind a call of a document that has none yet: no call waits for it. Where it fails, the Port goes on. */
  offer(document: Document): void {
    const { open, hasAccess } = this.#options
    const { port, caller } = document
    if (!open || !port || document.laneToken || !hasAccess(caller.origin)) return
    const token = randomId()
    document.laneToken = token
    this.#offered.set(token, document)
    open(caller.tab, caller.documentId, token)
      .catch(() => {}) // the document has gone, or the browser keeps us from it
      .finally(() => this.#offered.delete(token))
  }

  /** Takes what was offered to a document that is still there, and may still have one; a token counts once. */
  adopt(token: unknown, lane: MessagePort, take: (document: Document, message: unknown) => void): void {
    const document = typeof token === 'string' ? this.#offered.get(token) : undefined
    if (!document || document.laneToken !== token) {
      lane.close()
      return
    }
    this.#offered.delete(token as string)
    document.offerLane(lane, message => {
      this.#remind()
      take(document, message)
    })
  }

  #remind(): void {
    const now = performance.now()
    if (now - this.#remindedAt < reminder) return
    this.#remindedAt = now
    this.#options.stayAwake()
  }
}
