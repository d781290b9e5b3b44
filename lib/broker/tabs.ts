/** Which origins are open in the browser's tabs. */
import { browser } from '../platform/browser.ts'
import type { WakeMessage } from '../protocol/page.ts'

export async function openOrigins(): Promise<Map<number, string>> {
  const origins = new Map<number, string>()
  for (const { id, url, pendingUrl } of (await browser.tabs.query({})) as {
    id?: number
    url?: string
    pendingUrl?: string
  }[]) {
    const address = url || pendingUrl
    if (id !== undefined && address && URL.canParse(address)) origins.set(id, new URL(address).origin)
  }
  return origins
}

/** Tells an origin's documents that their permissions have changed, also those that hold no Port. */
export async function announceChange(origin: string, isConnected: (tab: number) => boolean): Promise<void> {
  const message: WakeMessage = { allod: 'wake', permissionchange: true }
  for (const [tab, open] of await openOrigins()) {
    if (open !== origin || isConnected(tab)) continue
    await browser.tabs.sendMessage(tab, message, { frameId: 0 }).catch(() => {}) // no bridge there: nobody to tell
  }
}
