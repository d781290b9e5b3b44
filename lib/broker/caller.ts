/** Who asks. Read from what the browser says of the sender, and from nothing else. */

import type { Runtime } from '../platform/browser.ts'
import type { ErrorCode } from '../protocol/errors.ts'

export interface Caller {
  origin: string
  documentId: string
  tab: number
}

/** `origin` and `documentId` are newer than the polyfill's types. */
type Sender = Runtime.MessageSender & { origin?: string; documentId?: string }

/**
 * `sender.origin`, never `sender.url`: in a sandboxed frame the url shows the real site while the origin is opaque.
 * @returns the caller, or the code of its refusal
 */
export function identify(sender: Sender | undefined): Caller | ErrorCode {
  if (!sender?.tab?.id || sender.frameId !== 0 || !sender.documentId) return 'not_top_level'
  const { origin, documentId } = sender
  if (!origin || !isTrustworthy(origin)) return 'insecure_or_opaque_origin'
  return { origin, documentId, tab: sender.tab.id }
}

/** W3C Secure Contexts, 3.1: https, or a host that never leaves this machine. */
export function isTrustworthy(origin: string): boolean {
  const url = URL.canParse(origin) ? new URL(origin) : null
  if (!url || url.origin !== origin) return false
  if (url.protocol === 'https:') return true
  const { hostname } = url
  return (
    url.protocol === 'http:' &&
    (hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '127.0.0.1')
  )
}

/** Names a document in the store: the same call number of another document is another call. */
export const documentKey = ({ origin, documentId }: Caller): string => `${origin} ${documentId}`
