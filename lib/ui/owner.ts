/** Our pages' end of the service: a Port that is opened again whenever the background has died. */
import * as Comlink from 'comlink'
import { i18n } from '#i18n'
import { browser } from '../platform/browser.ts'
import { type News, newsPort, servicePort } from '../protocol/owner.ts'
import type { Trouble, TroubleNews } from '../protocol/trouble.ts'

export interface OwnerClient<T> {
  /** @throws when the background dies before it has answered; what was asked may or may not have happened */
  ask<R>(question: (service: Comlink.Remote<T>) => Promise<R>): Promise<R>
}

/** What stands in the way of all that this page could ask. One listener: the frame of the page. */
let tellTrouble: (trouble: Trouble | null, tryAgain: () => void) => void = () => {}

/** @param listener told when there is no store, and by null when it may be there again; `tryAgain` connects anew */
export function onTrouble(listener: typeof tellTrouble): void {
  tellTrouble = listener
}

/**
 * Opens itself again as soon as somebody can see it: a page in a hidden tab must not keep waking the background.
 * @param onNews look again: this has changed; null: the background has been away, and anything may have
 * @param onReach whether the background can be reached
 */
export function connectOwner<T>(
  onNews: (news: News | null) => void,
  onReach: (isReached: boolean) => void,
): OwnerClient<T> {
  let service: Comlink.Remote<T>
  let lost: Promise<never>

  const connect = () => {
    const port = browser.runtime.connect({ name: servicePort })
    const news = browser.runtime.connect({ name: newsPort })
    news.onMessage.addListener(what => {
      if (typeof what === 'string') onNews(what as News)
      else tellTrouble((what as TroubleNews).trouble, again)
    })
    service = Comlink.wrap<T>(endpointOf(port))
    let end = () => {}
    lost = new Promise((_resolve, reject) => {
      end = () => {
        reject(new Error(i18n.t('connection.interrupted')))
        onReach(false)
      }
    })
    lost.catch(() => {})
    port.onDisconnect.addListener(() => {
      end()
      setTimeout(() => whenVisible(connect), 50) // at once would race the browser's own tidying up
    })
    const again = () => {
      port.disconnect() // which only the other end is told
      news.disconnect()
      end()
      connect()
    }
    tellTrouble(null, again)
    onReach(true)
    onNews(null)
  }
  connect()
  return { ask: question => Promise.race([question(service).catch(inWords), lost]) }
}

/** What a site reads of a full disk is not what its owner needs to know. */
function inWords(error: unknown): never {
  const isFull = error instanceof Error && error.name === 'QuotaExceededError'
  throw isFull ? new Error(i18n.t('disk.refused')) : error
}

function whenVisible(act: () => void): void {
  if (!document.hidden) act()
  else document.addEventListener('visibilitychange', () => whenVisible(act), { once: true })
}

function endpointOf(port: ReturnType<typeof browser.runtime.connect>): Comlink.Endpoint {
  const listeners = new Set<(event: MessageEvent) => void>()
  port.onMessage.addListener(data => {
    for (const listener of listeners) listener({ data } as MessageEvent)
  })
  return {
    postMessage: message => port.postMessage(message),
    addEventListener: (_type, listener) => listeners.add(listener as (event: MessageEvent) => void),
    removeEventListener: (_type, listener) => listeners.delete(listener as (event: MessageEvent) => void),
  }
}
