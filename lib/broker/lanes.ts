/**
 * The fast lane: a MessagePort straight between a page and the background, beside the Port that says who the page is and
 * whether it is still there. It has no rights of its own. What a document may do is asked for each call, whichever way it
 * came, and with the Port the lane ends.
 */
import type { Runtime } from '../platform/browser.ts'
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
  readonly #offered = new Map<string, { document: Document; port: Runtime.Port }>()
  #remindedAt = 0

  constructor(options: LanesOptions) {
    this.#options = options
  }

  /** Behind a call of a document that has none yet: no call waits for it. Where it fails, the Port goes on. */
  offer(document: Document): void {
    const { open, hasAccess } = this.#options
    const { port, caller } = document
    if (!open || !port || document.isLaneOffered || !hasAccess(caller.origin)) return
    document.isLaneOffered = true
    const token = randomId()
    this.#offered.set(token, { document, port })
    open(caller.tab, caller.documentId, token)
      .catch(() => {}) // the document has gone, or the browser keeps us from it
      .finally(() => this.#offered.delete(token))
  }

  /** @returns whether it was offered to a document that is still there; a token counts once */
  adopt(token: unknown, lane: MessagePort, take: (document: Document, message: unknown) => void): boolean {
    const offered = typeof token === 'string' ? this.#offered.get(token) : undefined
    if (!offered || offered.document.port !== offered.port) {
      lane.close()
      return false
    }
    this.#offered.delete(token as string)
    const { document } = offered
    lane.onmessageerror = () => document.closeLane()
    document.offerLane(lane, message => {
      this.#remind()
      take(document, message)
    })
    return true
  }

  #remind(): void {
    const now = performance.now()
    if (now - this.#remindedAt < reminder) return
    this.#remindedAt = now
    this.#options.stayAwake()
  }
}
