/** What an attack needs of a browser, beyond what a journey does. The same attack runs in Chromium and in Firefox. */
import { expect } from '@playwright/test'
import type { Driver, Tab } from '../driver.ts'
import type { Hostile } from '../hostile.ts'

export interface Attacker extends Driver, Pick<Hostile, 'pages' | 'origin' | 'insecure' | 'otherPort'> {
  /** `chrome-extension://…` or `moz-extension://…`, without a slash at its end. */
  extension: string
  /** Opens an address in a new tab, or tries to: it may be refused. */
  visit(address: string): Promise<Tab>
  /** The open tab that shows an address which begins so; null where there is none. */
  tabAt(address: string): Promise<Tab | null>
  /** Addresses of a tab's frames, itself first, as the browser has them. */
  frames(tab: Tab): Promise<string[]>
  /** A page of the extension, in a tab. */
  ownPage(path: string): Promise<Tab>
}

export type Attacks = Record<string, (attacker: Attacker) => Promise<void>>

export type World = 'MAIN' | 'ISOLATED'

/**
 * Runs a function in every frame of a tab that the extension may reach: in the page's world, or in the isolated world,
 * where it has what a content script of ours would have if a page had taken it over.
 * @returns what it answered in each, the top frame's first
 */
export async function inFrames<T>(
  attacker: Attacker,
  tab: Tab,
  world: World,
  inject: () => T | Promise<T>,
): Promise<T[]> {
  const address = await tab.evaluate(() => location.href)
  const helper = await attacker.ownPage('popup.html')
  try {
    // Given as text, because the function has to arrive in the extension's page as a function.
    const found = (await helper.evaluate(`(async () => {
      const tab = (await chrome.tabs.query({})).find(({ url }) => url === ${JSON.stringify(address)})
      const results = await chrome.scripting.executeScript({
        target: { tabId: tab.id, allFrames: true }, world: '${world}', func: ${inject},
      })
      return results.map(({ frameId, result, error }) => ({ frameId, result: error ? String(error) : result }))
    })()`)) as { frameId: number; result: T }[]
    return found.sort((a, b) => a.frameId - b.frameId).map(({ result }) => result)
  } finally {
    await helper.close().catch(() => {})
  }
}

/** The tab that shows such an address, once there is one. */
export async function untilTabAt(attacker: Attacker, address: string): Promise<Tab> {
  await expect.poll(async () => (await attacker.tabAt(address)) !== null).toBe(true)
  return (await attacker.tabAt(address)) as Tab
}
