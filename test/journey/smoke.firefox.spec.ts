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
  // The popup closes when a window changes under it: the consent window has to be gone, and its site in front.
  await expect.poll(() => firefox.count('consent.html')).toBe(0)
  await quill.bringToFront()
  await helper.evaluate(() => void browser.action.openPopup())
  const name = `Revoke ${new URL(sites.quill).host}`
  const pressed = (name: string) => {
    const [popup] = browser.extension.getViews({ type: 'popup' }) as unknown as { document: Document }[]
    const button = popup?.document.querySelector<HTMLElement>('section[aria-labelledby="here"] button')
    if (button?.textContent !== name) return false
    button.click()
    return true
  }
  await helper.waitForFunction(pressed, { polling: 100 }, name)
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
