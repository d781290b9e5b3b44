import { browser } from '../platform/browser.ts'

/**
 * Makes sure that there are texts to show, before anything is shown. In some sessions Chromium finds none of an
 * extension's messages, not even the predefined ones, and answers '' to every key (Chromium 156 did in 3 of 8 sessions
 * that began with the installation). The file that they come from can be read all the same.
 */
export async function provideTexts(): Promise<void> {
  if (browser.i18n.getMessage('extension_name') !== '') return
  const file = await fetch(browser.runtime.getURL('_locales/en/messages.json'))
  const messages = (await file.json()) as Record<string, { message: string }>
  const getMessage = (key: string) => messages[key]?.message ?? ''
  Object.defineProperty(browser.i18n, 'getMessage', { value: getMessage })
}
