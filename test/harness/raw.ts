/**
 * A hostile page's own end of the line. It leaves the page API aside, offers the bridge a channel of its own making, as
 * any script of that page can, and says what it likes over it.
 */
import type { Call, Envelope, WatchMessage } from '../../lib/protocol/page.ts'
import type { Tab } from './driver.ts'

declare global {
  interface Window {
    raw: {
      /** The number of the last call. */
      n: number
      /** Everything that came, in its order. */
      answers: Envelope[]
      events: WatchMessage[]
      /** Sends anything at all. */
      post(message: unknown): void
      /** Sends calls in one message, as they stand. @returns their first answers */
      send(calls: Call[]): Promise<Envelope[]>
      /** One call under the next number. */
      call(method: string, params?: unknown): Promise<Envelope>
    }
  }
}

/** @param first calls are numbered from here on, above what the page's own API has used in this document */
export function openRaw(tab: Tab, first = 1_000): Promise<void> {
  return tab.evaluate(first => {
    const { port1, port2 } = new MessageChannel()
    const waiting = new Map<number, (answer: Envelope) => void>()
    /** Calls that are not answered: when the background has died under them they go again, as the page API does it. */
    const open = new Map<number, Call>()
    const raw: Window['raw'] = {
      n: first,
      answers: [],
      events: [],
      post: message => port1.postMessage(message),
      send(calls) {
        const answers = calls.map(({ n }) => new Promise<Envelope>(resolve => waiting.set(n, resolve)))
        for (const call of calls) open.set(call.n, call)
        raw.post({ calls, aborts: [], settled: 0 })
        return Promise.all(answers)
      },
      async call(method, params) {
        const [answer] = await raw.send([{ n: ++raw.n, method, params }])
        return answer as Envelope
      },
    }
    window.raw = raw
    return new Promise<void>(resolve => {
      port1.onmessage = ({ data }) => {
        for (const event of data.events ?? []) raw.events.push(event)
        for (const answer of data.answers ?? []) {
          raw.answers.push(answer)
          open.delete(answer.id)
          waiting.get(answer.id)?.(answer)
        }
        if (data.down && open.size > 0) raw.post({ calls: [...open.values()], aborts: [], settled: 0 })
        resolve() // the bridge says hello
      }
      window.postMessage({ allod: 'connect' }, '/', [port2])
    })
  }, first)
}

/** One call, and all of its answer but the number. */
export async function outcomeOfRaw(tab: Tab, method: string, params: unknown): Promise<string> {
  const answer = await tab.evaluate(([method, params]) => window.raw.call(method as string, params), [
    method,
    params,
  ] as const)
  const { id: _, ...outcome } = answer
  return JSON.stringify(outcome, (_key, value) => (value instanceof Uint8Array ? [...value] : value))
}
