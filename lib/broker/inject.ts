import { browser } from '../platform/browser.ts'
import { files } from './scripts.ts'

/** Tabs that are open already get the API without a reload. Doing it twice does no harm. */
export async function injectIntoOpenTabs(patterns: string[]): Promise<void> {
  if (patterns.length === 0) return // an empty list would mean every tab
  const tabs = await browser.tabs.query({ url: patterns })
  await Promise.all(
    tabs.map(async ({ id }) => {
      if (id === undefined) return
      // Of the bridge first, so that the page finds it. A tab that forbids scripts (a store's page) is left alone.
      for (const { js, world } of files) {
        await browser.scripting.executeScript({ target: { tabId: id }, files: [js], world }).catch(() => {})
      }
    }),
  )
}
