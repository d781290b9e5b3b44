/**
 * Our own pages ↔ background, over Comlink. Its `expose` walks any path that a peer sends: so it faces pages of ours
 * alone, and shows each a flat object without a prototype.
 */
import * as Comlink from 'comlink'
import type { Runtime } from '../platform/browser.ts'

/** @returns the path of our own page at the other end, or null for everybody else */
export function ownPage({ sender }: Runtime.Port, root: string): { path: string; tab: number | undefined } | null {
  const { origin, url, tab } = (sender ?? {}) as Runtime.MessageSender & { origin?: string }
  if (`${origin}/` !== root || !url || !URL.canParse(url)) return null
  const address = new URL(url)
  return `${address.origin}/` === root ? { path: address.pathname, tab: tab?.id } : null
}

export function exposeOver(port: Runtime.Port, functions: object, messages: unknown[]): void {
  const endpoint = endpointOf(port)
  Comlink.expose(Object.assign(Object.create(null), functions), endpoint)
  for (const message of messages) endpoint.deliver(message)
}

/** A Port as Comlink wants it. It transfers nothing, so there are no proxies over it. */
function endpointOf(port: Runtime.Port): Comlink.Endpoint & { deliver(message: unknown): void } {
  const listeners = new Set<(event: MessageEvent) => void>()
  const deliver = (data: unknown) => {
    for (const listener of listeners) listener({ data } as MessageEvent)
  }
  port.onMessage.addListener(deliver)
  return {
    postMessage: message => port.postMessage(message),
    addEventListener: (_type, listener) => listeners.add(listener as (event: MessageEvent) => void),
    removeEventListener: (_type, listener) => listeners.delete(listener as (event: MessageEvent) => void),
    deliver,
  }
}
