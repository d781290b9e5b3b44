import { expect } from '@playwright/test'
import type { Page } from 'puppeteer-core'
import { openPopup } from '../harness/popup.firefox.ts'
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
  const quill = await connect(firefox, sites.quill)
  await expect.poll(() => firefox.count('consent.html')).toBe(0) // over a window that is going no popup stays open
  const popup = await openPopup(firefox, quill)
  const { host } = new URL(sites.quill)
  await popup.text(`THIS SITE\n${host}\nRevoke ${host}`) // in capitals by its style
  await popup.click(`Revoke ${host}`)
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
