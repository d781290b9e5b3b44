/** What happens once, when the extension is installed or updated. */
import { browser } from '../platform/browser.ts'

const scripts = [
  { files: ['bridge.js'], world: 'ISOLATED' },
  { files: ['page-api.js'], world: 'MAIN' },
] as const

/** Tabs that are open already get the API without a reload. Doing it twice does no harm. */
export async function injectIntoOpenTabs(): Promise<void> {
  const { content_scripts = [] } = browser.runtime.getManifest()
  const tabs = await browser.tabs.query({ url: content_scripts[0]?.matches ?? [] })
  await Promise.all(
    tabs.map(async ({ id }) => {
      if (id === undefined) return
      // Of the bridge first, so that the page finds it. A tab that forbids scripts (a store's page) is left alone.
      for (const script of scripts) {
        await browser.scripting
          .executeScript({ target: { tabId: id }, ...script, files: [...script.files] })
          .catch(() => {})
      }
    }),
  )
}

export async function showWelcome(): Promise<void> {
  await browser.tabs.create({ url: browser.runtime.getURL('welcome.html') })
}
