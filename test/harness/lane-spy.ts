/**
 * Listens to a page's own ends of its lines: what it may do to itself at any time, since the page API is what the page
 * makes of it. Tells what goes which way, and gives a hostile page its lane's own port.
 */
import type { Scope } from '../../lib/protocol/api.ts'
import type { Envelope } from '../../lib/protocol/page.ts'
import { type Driver, grant, type Tab } from './driver.ts'
import { all } from './site.ts'

declare global {
  interface Window {
    lane: LaneSpy
  }
}

interface LaneSpy {
  /** The page's end of its last lane. */
  port: MessagePort
  /** How many were put into the page, how many it goes on by, and how many the background has closed. */
  offered: number
  opened: number
  closed: number
  /** Calls that were sent, as `by: method`, in their order. */
  calls: string[]
  /** How many messages with answers or events came. */
  heard: { port: number; lane: number }
  /** The number of the next call that is sent past the page API. */
  n: number
  /** Everything that has come by a lane. */
  messages: { answers?: Envelope[] }[]
  /** All answers, by whichever way. */
  answers: Envelope[]
  /** What does not leave for now: the page's word that it goes on by a lane, or all that goes by the Port. */
  holdBack: 'word' | 'port' | 'nothing'
  heldBack: (() => void)[]
  /** Lets it all leave, in its order. */
  letGo(): void
  /** Resolves when it is so. Asked after each message. */
  until(isSo: () => boolean): Promise<void>
}

/** Before the page calls for the first time. */
export function spyOnLane(tab: Tab, { holdBack = 'nothing' as LaneSpy['holdBack'] } = {}): Promise<void> {
  return tab.evaluate(holdBack => {
    const waiting = new Set<() => void>()
    const offered = new Set<MessagePort>()
    const spy: LaneSpy = {
      port: undefined as never,
      offered: 0,
      opened: 0,
      closed: 0,
      calls: [],
      heard: { port: 0, lane: 0 },
      n: 100_000,
      messages: [],
      answers: [],
      holdBack,
      heldBack: [],
      letGo() {
        spy.holdBack = 'nothing'
        for (const send of spy.heldBack.splice(0)) send()
      },
      until: isSo =>
        new Promise(resolve => {
          const look = () => {
            if (!isSo()) return
            waiting.delete(look)
            resolve()
          }
          waiting.add(look)
          look()
        }),
    }
    window.lane = spy
    const isLane = (port: MessagePort) => offered.has(port)
    const told = () => {
      for (const look of [...waiting]) look()
    }
    const { postMessage } = MessagePort.prototype
    MessagePort.prototype.postMessage = function (this: MessagePort, ...sent: unknown[]) {
      const [message] = sent as [{ calls?: { method: string }[]; lane?: true } | null]
      const way = isLane(this) ? 'lane' : 'port'
      if (Array.isArray(message?.calls)) for (const { method } of message.calls) spy.calls.push(`${way}: ${method}`)
      const send = () => postMessage.apply(this, sent as never)
      const isHeld = way === 'port' && (spy.holdBack === 'port' || (spy.holdBack === 'word' && message?.lane))
      if (!isHeld) return send()
      spy.heldBack.push(send)
      told()
    } as never
    const own = Object.getOwnPropertyDescriptor(MessagePort.prototype, 'onmessage') as PropertyDescriptor
    Object.defineProperty(MessagePort.prototype, 'onmessage', {
      ...own,
      set(this: MessagePort, listener: ((event: MessageEvent) => void) | null) {
        const way = isLane(this) ? 'lane' : 'port'
        if (way === 'lane' && listener) {
          spy.opened++
          spy.port = this
        }
        const heard = (event: MessageEvent) => {
          const { data, ports } = event
          if (ports[0]) {
            offered.add(ports[0])
            spy.offered++
          }
          if (way === 'lane') spy.messages.push(data)
          spy.answers.push(...(data?.answers ?? []))
          if (data?.answers || data?.events) spy.heard[way]++
          if (data?.lane === false) spy.closed++
          listener?.call(this, event)
          told()
        }
        own.set?.call(this, listener && heard)
        told()
      },
    })
  }, holdBack)
}

/** Waits until the page goes on by its first lane, or by another one. */
export const untilLane = (tab: Tab, opened = 1): Promise<void> =>
  tab.evaluate(opened => window.lane.until(() => window.lane.opened >= opened), opened)

/** A page with access that goes on by a lane. */
export async function openWithLane(
  driver: Driver,
  name: string,
  scopes: Scope[] = [all('notes', 'read', 'create', 'update')],
): Promise<Tab> {
  const tab = await driver.open(name)
  await spyOnLane(tab)
  await grant(driver, tab, scopes)
  await untilLane(tab)
  return tab
}

export interface Sent {
  method: string
  params: unknown
}

/** Sends calls past the page API by the page's own lane. @returns true for each that was answered, or its error's code */
export function sendByLane(tab: Tab, calls: Sent[]): Promise<(true | string)[]> {
  return tab.evaluate(async text => {
    const calls: Sent[] = JSON.parse(text) // given as text, because a driver leaves out names such as `__proto__`
    const { port, messages } = window.lane
    window.lane.n += calls.length
    const from = window.lane.n - calls.length
    const answers = () => messages.flatMap(({ answers = [] }) => answers).filter(({ id }) => id >= from)
    port.postMessage({ calls: calls.map((call, i) => ({ ...call, n: from + i })) })
    await window.lane.until(() => answers().length === calls.length)
    return answers()
      .sort((a, b) => a.id - b.id)
      .map(answer => answer.ok || answer.error.code)
  }, JSON.stringify(calls))
}
