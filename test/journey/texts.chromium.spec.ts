import { expect, test } from '../harness/browser.ts'
import { all, ask, openSite, press } from '../harness/site.ts'

test('where the browser finds no texts, as Chromium does in some sessions, they are shown all the same', async ({
  browserWithAllod: browser,
  site,
}) => {
  const page = await openSite(browser, site, 'mute')
  const consent = await ask(browser, page, [all('notes', 'read')])
  await consent.addInitScript(() => {
    const { chrome } = globalThis as unknown as { chrome: { i18n: { getMessage: unknown } } }
    chrome.i18n.getMessage = () => ''
  })
  await consent.reload() // into a window that is only opening, the script may come too late
  await expect(consent.getByRole('heading', { level: 1 })).toContainText('asks for access to your store')
  await expect(consent.getByText('It is empty today.')).toBeVisible()
  await press(consent, 'Allow')
})
