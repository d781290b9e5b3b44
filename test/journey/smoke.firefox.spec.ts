import { expect } from '@playwright/test'
import type { Page } from 'puppeteer-core'
import { connect, test, type, until, untilText } from '../harness/word-processor.firefox.ts'

test('two word processors write the same document, and one of them is shut out', async ({ fresh: firefox, sites }) => {
  const quill = await connect(firefox, sites.quill)
  await quill.locator('#create').click()
  await type(quill, 'Written in Quill.')
  await untilText(quill, 'Written in Quill.')

  const codemirror = await connect(firefox, sites.codemirror)
  await untilText(codemirror, 'Written in Quill.')
  await type(codemirror, ' And in CodeMirror.')
  await untilText(quill, 'Written in Quill. And in CodeMirror.')

  expect(await codeOfFind(quill)).toBe(null)
  const popup = await firefox.extensionPage('popup.html')
  const host = new URL(sites.quill).host
  await popup.locator(`::-p-aria([name="Revoke ${host}"][role="button"])`).click()
  await popup.waitForFunction(host => !document.body.textContent?.includes(host), { polling: 'mutation' }, host)

  await until(quill, '#status', 'Access was revoked. Your document is still in your Allod.')
  expect(await codeOfFind(quill)).toBe('not_permitted')

  await type(codemirror, ' Still here.')
  await untilText(codemirror, 'Written in Quill. And in CodeMirror. Still here.')
  await codemirror.reload()
  await untilText(codemirror, 'Written in Quill. And in CodeMirror. Still here.')
  await untilText(quill, 'Written in Quill. And in CodeMirror.')
})

test('the popup itself, over the page: this site stands first, and is shut out', async ({ fresh: firefox, sites }) => {
  const helper = await firefox.extensionPage('popup.html') // no driver reaches the real popup, but our own pages do
  const quill = await connect(firefox, sites.quill)
  await expect.poll(() => firefox.count('consent.html')).toBe(0)
  await quill.bringToFront()
  const press = async (name: string) => {
    const [popup] = browser.extension.getViews({ type: 'popup' }) as unknown as { document: Document }[]
    // Firefox shuts a popup when a window or tab still moves under it, and opens none over a window that is going:
    // whoever wanted it presses the icon again.
    if (!popup) {
      return browser.action.openPopup().then(
        () => 'opened',
        (error: Error) => error.message,
      )
    }
    const button = popup.document.querySelector<HTMLElement>('section[aria-labelledby="here"] button')
    if (button?.textContent !== name) return popup.document.body.textContent
    button.click()
    return 'pressed'
  }
  const name = `Revoke ${new URL(sites.quill).host}`
  await expect.poll(() => helper.evaluate(press, name), { timeout: 30_000 }).toBe('pressed')
  await until(quill, '#status', 'Access was revoked. Your document is still in your Allod.')
})

/** The code that a read is refused with; null where it is answered. */
const codeOfFind = (page: Page): Promise<string | null> =>
  page.evaluate(() =>
    window.allod
      .collection('documents')
      .find({})
      .then(
        () => null,
        ({ code }) => code,
      ),
  )
