import { test } from '../harness/attacks/attacker.chromium.ts'
import { expect } from '../harness/browser.ts'

declare const chrome: { extension: { isAllowedIncognitoAccess(): Promise<boolean> } }

// Tried with `spanning` in wxt.config.ts: the owner could switch it on.
// The driver opens no private window in a browser with extensions: what the browser says of it has to do.
test('Chromium says that the extension may not run in private windows', async ({ attacker }) => {
  const page = await attacker.ownPage('popup.html')
  expect(await page.evaluate(() => chrome.extension.isAllowedIncognitoAccess())).toBe(false)
  const details = await attacker.visit('chrome://extensions')
  const access = await details.evaluate(async id => {
    const { developerPrivate } = chrome as unknown as DeveloperPrivate
    return (await developerPrivate.getExtensionsInfo()).find(one => one.id === id)?.incognitoAccess
  }, new URL(attacker.extension).host)
  expect(access).toEqual({ isActive: false, isEnabled: false }) // nor can the owner switch it on
})

interface DeveloperPrivate {
  developerPrivate: { getExtensionsInfo(): Promise<Info[]> }
}
interface Info {
  id: string
  incognitoAccess: { isActive: boolean; isEnabled: boolean }
}
