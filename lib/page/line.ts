/**
 * The page's end of the line to the broker. It holds what is unanswered: when the background has died, or the page
 * comes back from the back-forward cache, every open call and watch is sent again under its own number.
 */
import type { AllodError } from '../protocol/api.ts'
import type { BrokerMessage, Call, WireEvent } from '../protocol/page.ts'
import { copy } from './copy.ts'
import { aborted, dataError, errorOf, unavailable } from './error.ts'

type Resolve = (value: never) => void
type Listener = (event: Exclude<WireEvent, { type: 'end' }> | { type: 'end'; error: AllodError }) => void
interface Pending {
  call: Call
  cost: number
  isSent?: boolean
  resolve: Resolve
  reject(error: AllodError): void
}
type Down = { down?: true; wake?: true; gone?: true }

/**
 * About bytes. So much of what is not answered may be under way: the rest waits here, so that the broker's memory does
 * not grow with a page's haste. And a message of more than 64 MiB could not be sent.
 */
const mostUnderWay = 16e6
/** What a call costs besides what it carries. About bytes. */
const costOfCall = 2e3
/** One call alone may be so large: a character counts for two bytes, and a Port takes 64 MiB. */
const mostOfCall = 2 ** 27
/** Calls that the background dies of this many times in a row, each time this soon, are given up. Milliseconds. */
const maxDeaths = 5
const soon = 5_000
/** So long a bridge may take to say that it is there. Milliseconds. */
const longestHello = 2_000
/** A page that waits asks its bridge for a sign of life: first so soon, then ever more seldom. Milliseconds. */
const pauses = { shortest: 500, longest: 60_000 }

export class Line {
  readonly #notify: (event: 'permissionchange' | 'disconnect' | 'reconnect') => void
  readonly #pending = new Map<number, Pending>()
  readonly #watches = new Map<number, { call: Call; listener: Listener }>()
  #port: MessagePort | undefined
  /** Straight to the broker, where there is one: opened behind the first calls. What needs the bridge goes by the port. */
  #lane: MessagePort | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #pause = pauses.shortest
  #last = 0
  #calls: Call[] = []
  #aborts: number[] = []
  #underWay = 0
  #isFlushing = false
  #deaths = 0
  #sentAt = 0
  #isDown = false
  /** The background knows nothing of our watches: they go along with the next call. */
  #sleeps = false

  constructor(notify: (event: 'permissionchange' | 'disconnect' | 'reconnect') => void) {
    this.#notify = notify
  }

  call<T>(method: string, params: object, signal?: AbortSignal, listener?: Listener): Promise<T> {
    return new Promise((resolve, reject) => {
      const size = { bytes: costOfCall }
      const defined = Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined))
      const n = ++this.#last
      const call: Call = { n, method, params: copy(defined, '', size) }
      if (size.bytes > mostOfCall) throw dataError('This is larger than a message may be.', 'too_large')
      if (signal?.aborted) throw aborted()
      signal?.addEventListener('abort', () => this.#abort(n), { once: true })
      this.#pending.set(n, { call, cost: size.bytes, resolve, reject })
      if (listener) this.#watches.set(n, { call, listener })
      if (this.#sleeps) this.#sendAgain()
      else this.#queue(call)
    })
  }

  /** All calls of one task leave in one message. */
  #queue(...calls: Call[]): void {
    this.#calls.push(...calls)
    if (this.#isFlushing) return
    this.#isFlushing = true
    queueMicrotask(() => this.#flush())
  }

  #flush(): void {
    this.#isFlushing = false
    const aborts = this.#aborts.splice(0)
    const calls = this.#calls.splice(0, this.#fitting())
    if (calls.length + aborts.length === 0) return
    this.#sentAt = performance.now()
    const settled = this.#pending.keys().next().value ?? this.#last + 1
    this.#pause = pauses.shortest
    if (this.#timer === undefined && this.#port) this.#askLater()
    const port = this.#open()
    const send = (to: MessagePort, calls: Call[]) => to.postMessage({ calls, aborts, settled })
    if (!this.#lane) {
      send(port, calls)
      return
    }
    // Whether the owner has just clicked is the bridge's to say. An abort follows its call, wherever that went.
    const isAsking = ({ method }: Call) => method === 'permissions.request'
    const asking = calls.filter(isAsking)
    send(this.#lane, asking.length > 0 ? calls.filter(call => !isAsking(call)) : calls)
    if (asking.length + aborts.length > 0) send(port, asking)
  }

  /** How many of the waiting calls may leave now; one in any case where none is under way. */
  #fitting(): number {
    let count = 0
    for (const { n } of this.#calls) {
      const pending = this.#pending.get(n)
      const cost = pending?.cost ?? 0
      if (this.#underWay > 0 && this.#underWay + cost > mostUnderWay) break
      if (pending) pending.isSent = true
      this.#underWay += cost
      count++
    }
    return count
  }

  /** @returns the call, which is not waited for any more */
  #take(n: number): Pending | undefined {
    const pending = this.#pending.get(n)
    this.#pending.delete(n)
    if (pending?.isSent) this.#underWay -= pending.cost
    return pending
  }

  /** Handed to the bridge at first use, and accepted there only from this window. */
  #open(): MessagePort {
    if (!this.#port) {
      const { port1, port2 } = new MessageChannel()
      this.#port = port1
      let offered: MessagePort | undefined
      port1.onmessage = ({ data, ports }) => {
        offered = ports[0] ?? offered
        this.#askLater()
        this.#receive(data)
        if (data.lane && offered) this.#goOnBy(offered, port1)
      }
      window.postMessage({ allod: 'connect' }, '/', [port2])
      this.#expectLife()
    }
    return this.#port
  }

  #goOnBy(lane: MessagePort, port: MessagePort): void {
    if (this.#lane === lane) {
      lane.onmessage = ({ data }) => this.#receive(data, lane) // what came by the port is all here; the rest waits in it
    } else {
      this.#lane = lane
      port.postMessage({ calls: [], lane: true })
    }
  }

  /**
   * Where the extension was removed, the bridge may have no time to say so, or may be ended without a word: then it is
   * the page that must find out.
   */
  #askLater(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      if (this.#pending.size + this.#watches.size === 0) {
        this.#timer = undefined
        return
      }
      this.#pause = Math.min(this.#pause * 2, pauses.longest)
      this.#port?.postMessage({ ping: true })
      this.#expectLife()
    }, this.#pause)
  }

  /** A page that was busy for so long has the answer waiting: one turn more. */
  #expectLife(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#timer = setTimeout(() => this.#giveUp())
    }, longestHello)
  }

  /** @param from the lane that it came by; the port otherwise */
  #receive(message: BrokerMessage & Down, from = this.#lane): void {
    const { events = [], answers = [], permissionchange, lane, down, wake, gone } = message
    if (gone) this.#giveUp()
    if (down) this.#down()
    if (wake && this.#sleeps) this.#sendAgain()
    if (events.length + answers.length > 0) this.#alive()
    for (const { watch, event, at } of events) this.#tell(watch, event, at)
    for (const answer of answers) {
      const pending = this.#take(answer.id)
      if (answer.ok) pending?.resolve(answer.value as never)
      else {
        this.#watches.delete(answer.id)
        pending?.reject(errorOf(answer.error))
      }
    }
    if (permissionchange) this.#notify('permissionchange')
    if (lane === false) {
      // It has closed behind what it carried last. One that was closed before the present one opened says so, too.
      if (from === this.#lane) this.#dropLane()
      this.#sendAgain(new Map())
    }
    if (this.#calls.length > 0) this.#flush()
  }

  #tell(n: number, event: WireEvent, at: string | undefined): void {
    const watch = this.#watches.get(n)
    if (!watch) return
    watch.call = { ...watch.call, at: at ?? '' }
    if (event.type === 'end') this.#watches.delete(n)
    try {
      watch.listener(event.type === 'end' ? { type: 'end', error: errorOf(event.error) } : event)
    } catch (error) {
      reportError(error)
    }
  }

  #abort(n: number): void {
    const pending = this.#take(n)
    const isWatching = this.#watches.delete(n)
    pending?.reject(aborted())
    this.#calls = this.#calls.filter(call => call.n !== n) // it may be held back, and would leave behind its abort
    if (this.#sleeps || (!pending && !isWatching)) return
    this.#aborts.push(n)
    this.#queue()
  }

  #down(): void {
    this.#pause = pauses.shortest
    this.#askLater()
    if (!this.#isDown && this.#watches.size + this.#pending.size > 0) this.#notify('disconnect')
    this.#isDown = true
    this.#dropLane()
    this.#sleeps = this.#pending.size === 0
    if (this.#sleeps) return // watches wait until they are called: idle pages keep nobody awake
    this.#deaths = performance.now() - this.#sentAt < soon ? this.#deaths + 1 : 0
    if (this.#deaths > maxDeaths) this.#giveUp()
    else this.#sendAgain()
  }

  #alive(): void {
    this.#deaths = 0
    if (this.#isDown) this.#notify('reconnect')
    this.#isDown = false
  }

  /** What it still holds is asked for again. */
  #dropLane(): void {
    this.#lane?.close()
    this.#lane = undefined
  }

  #sendAgain(watches = this.#watches): void {
    this.#sleeps = false
    this.#calls = []
    this.#underWay = 0
    const numbers = new Set([...watches.keys(), ...this.#pending.keys()])
    for (const n of [...numbers].sort((a, b) => a - b)) {
      const pending = this.#pending.get(n)
      const watch = watches.get(n)
      if (pending) {
        pending.isSent = false
        this.#queue(pending.call)
      }
      // A watch that has been answered goes on from where it was; '' where it has not seen a place yet.
      else if (watch) this.#queue({ ...watch.call, at: watch.call.at ?? '' })
    }
  }

  #giveUp(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const [pending, watches] = [[...this.#pending.values()], [...this.#watches.values()]]
    this.#pending.clear()
    this.#watches.clear()
    this.#calls = []
    this.#dropLane()
    this.#port?.close()
    this.#port = undefined // an extension that comes back has a bridge of its own
    this.#sleeps = this.#isDown = false
    this.#notify('disconnect')
    for (const { reject } of pending) reject(unavailable())
    for (const { listener } of watches) listener({ type: 'end', error: unavailable() })
  }
}
