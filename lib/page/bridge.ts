/** A pipe between page and broker, in the isolated world. It opens a Port at first use, and decides nothing. */
import type { Call, WakeMessage } from '../protocol/page.ts'

interface Port {
  postMessage(message: unknown): void
  disconnect(): void
  onMessage: { addListener(listener: (message: unknown) => void): void }
  onDisconnect: { addListener(listener: () => void): void }
}
interface Runtime {
  id?: string
  connect(info: { name: string }): Port
  onMessage: { addListener(listener: (message: unknown) => void): void }
}

declare global {
  /** In the isolated world alone, where no page sees it. `page`: the bridge's end of the page's channel. */
  var allodBridge: Bridge | undefined
}
type Bridge = { page?: MessagePort }

export function startBridge(runtime: Runtime): void {
  if (globalThis.allodBridge) return // put here at installation, and by the browser as well
  const bridge: Bridge = {}
  globalThis.allodBridge = bridge
  const gestures = new Gestures()
  let port: Port | undefined
  const tell = (message: unknown) => bridge.page?.postMessage(message)

  const connect = (): Port => {
    if (port) return port
    const opened = runtime.connect({ name: 'page' })
    opened.onMessage.addListener(tell)
    opened.onDisconnect.addListener(() => {
      if (port !== opened) return
      port = undefined
      tell(runtime.id ? { down: true } : { gone: true })
    })
    port = opened
    return opened
  }
  const forward = ({ data }: MessageEvent) => {
    if (data?.ping) return tell(runtime.id ? {} : { gone: true })
    const calls: Call[] | undefined = data?.calls
    if (!Array.isArray(calls) || !calls.every(call => call?.n > 0)) return // a page that speaks past its API
    // Firefox hides from us what a page's object has under a name of its prototype, such as `toString`: sent unseen.
    const whole = data.wrappedJSObject ?? data
    try {
      connect().postMessage({
        calls: whole.calls,
        aborts: data.aborts,
        settled: data.settled,
        lane: data.lane,
        gestures: gestures.of(calls, data.settled),
      })
    } catch {
      // Too large for a message, or the extension has gone.
      const error = {
        name: 'DataError',
        code: 'too_large',
        message: 'This is larger than a message may be.',
        retryable: false,
      }
      tell(runtime.id ? { answers: calls.map(({ n }) => ({ id: n, ok: false, error })) } : { gone: true })
    }
  }

  window.addEventListener('message', event => {
    const [offered] = event.ports
    // Frames and openers can post to this window too, and must not get a channel of its document.
    // One that an update has left behind must not take it either.
    if (event.source !== window || event.data?.allod !== 'connect' || !offered || !runtime.id) return
    // The broker has one line to a document: what was said over another channel is over.
    port?.disconnect()
    port = undefined
    bridge.page = offered
    offered.onmessage = forward
    tell({})
  })
  // Firefox leaves the Port of a page that enters the back-forward cache open, and with it what the page has asked for.
  window.addEventListener('pagehide', () => {
    port?.disconnect()
    port = undefined
  })
  // A Port that has slept in the back-forward cache takes messages for ever and answers none.
  window.addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return
    port?.disconnect()
    port = undefined
    tell({ down: true, wake: true })
  })
  runtime.onMessage.addListener(message => {
    const { allod, permissionchange } = message as WakeMessage
    if (allod === 'wake') tell({ wake: true, permissionchange })
  })
}

/** One gesture allows one request. Read here: a page can fake `navigator.userActivation` only for itself. */
class Gestures {
  /**
   * Requests that came with one and are not answered yet, for when they are sent again. As they stood: another one
   * under the same number has no gesture.
   */
  readonly #with = new Map<number, string>()
  #isSpent = false
  #listens = false

  /** @param settled every call below this number has been answered */
  of(calls: Call[], settled: number): number[] {
    for (const n of this.#with.keys()) if (n < settled) this.#with.delete(n)
    const requests = calls.filter(({ method }) => method === 'permissions.request')
    return requests.flatMap(call => (this.#has(call) ? [call.n] : []))
  }

  #has(call: Call): boolean {
    const text = textOf(call)
    if (this.#with.get(call.n) === text) return true
    if (!this.#spend()) return false
    this.#with.set(call.n, text)
    return true
  }

  #spend(): boolean {
    if (!navigator.userActivation.isActive) {
      this.#isSpent = false
      return false
    }
    if (this.#isSpent) return false
    this.#isSpent = true
    this.#listen()
    return true
  }

  /** From the first request on, so that a page that never asks pays nothing. */
  #listen(): void {
    if (this.#listens) return
    this.#listens = true
    for (const type of ['pointerdown', 'keydown', 'touchend']) {
      addEventListener(
        type,
        ({ isTrusted }) => {
          if (isTrusted) this.#isSpent = false
        },
        true,
      )
    }
  }
}

function textOf(call: Call): string {
  try {
    return JSON.stringify(call)
  } catch {
    return '' // a bigint, perhaps: refused by the broker
  }
}
