import { expect, test } from '../harness/browser.ts'
import { all, ask, openSite, press } from '../harness/site.ts'

test('where the browser finds no texts, as Chromium does in some sessions, they are shown all the same', async ({
  browserWithAllod: browser,
  site,
}) => {
  await browser.context.addInitScript(() => {
    const { chrome } = globalThis as unknown as { chrome?: { i18n?: { getMessage: unknown } } }
    if (chrome?.i18n) chrome.i18n.getMessage = () => ''
  })
  const page = await openSite(browser, site, 'mute')
  const consent = await ask(browser, page, [all('notes', 'read')])
  await expect(consent.getByRole('heading', { level: 1 })).toContainText('asks for access to your store')
  await expect(consent.getByText('It is empty today.')).toBeVisible()
  await press(consent, 'Allow')
})
