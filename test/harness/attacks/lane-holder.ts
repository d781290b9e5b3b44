/** Somebody who is given a page's lane, and speaks by it: a shared worker, or a window of another site. */
import type { Tab } from '../driver.ts'
import type { Sent } from '../lane-spy.ts'

/** `hold` listens to a port: it brings the lane first, and then what is to be said by it. */
export const holder = `
let lane, heard = 0, n = 50_000, closed
const closing = new Promise(resolve => { closed = resolve })
const waiting = new Map()
const hear = ({ data }) => {
  heard++
  if (data.lane === false) closed()
  for (const answer of data.answers ?? []) waiting.get(answer.id)?.(answer.ok || answer.error.code)
}
const send = async ({ calls, waits }) => {
  const sent = calls.map(call => ({ ...call, n: ++n }))
  const answers = sent.map(({ n }) => new Promise(resolve => waiting.set(n, resolve)))
  lane.postMessage({ calls: sent })
  return waits ? Promise.all(answers) : []
}
const hold = port => {
  port.onmessage = async ({ data, ports }) => {
    if (ports[0]) {
      lane = ports[0]
      lane.onmessage = hear
    } else if (data === 'closed') port.postMessage(await closing)
    else if (data === 'heard') port.postMessage(heard)
    else port.postMessage(await send(data))
  }
}`

declare global {
  interface Window {
    holder: MessagePort
  }
}

/** @param port the page's end of a port that is held, in the page's own words */
export async function holderOf(tab: Tab, port: string) {
  await tab.evaluate(`void (window.holder = ${port})`)
  const ask = <T>(question: unknown) =>
    tab.evaluate(
      question =>
        new Promise<unknown>(resolve => {
          window.holder.onmessage = ({ data }) => resolve(data)
          window.holder.postMessage(question)
        }),
      question,
    ) as Promise<T>
  return {
    /** @returns true for each call that was answered, or its error's code */
    send: (...calls: Sent[]) => ask<(true | string)[]>({ calls, waits: true }),
    sendUnheard: (...calls: Sent[]) => ask<void>({ calls, waits: false }),
    /** How many messages have come by the lane. */
    heard: () => ask<number>('heard'),
    /** Until the background has said that the lane is closed. */
    untilClosed: () => ask<void>('closed'),
  }
}
