import { browser } from '../platform/browser.ts'

/** What happens once, when the extension is installed. */
export async function showWelcome(): Promise<void> {
  await browser.tabs.create({ url: browser.runtime.getURL('welcome.html') })
}
