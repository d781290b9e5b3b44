import { fileURLToPath } from 'node:url'
import puppeteer from 'puppeteer-core'
import { findChromium } from '../../scripts/browsers.mjs'
import { expect, test } from '../harness/browser.ts'
import { all, grant, openSite } from '../harness/site.ts'

const extension = fileURLToPath(new URL('../../.output/chrome-mv3', import.meta.url))

test('a tab that is open when the extension is installed gets the API without a reload', async ({ site }) => {
  const browser = await puppeteer.launch({
    executablePath: (await findChromium()) ?? '',
    headless: true,
    pipe: true,
    enableExtensions: true,
    args: ['--no-sandbox', '--disable-gpu'],
  })
  try {
    const page = await browser.newPage()
    await page.goto(site.origin('open'))
    await page.evaluate(() => {
      window.seen = []
      addEventListener('databroker:announce', () => window.seen.push('announced'))
    })
    const welcome = browser.waitForTarget(target => target.url().endsWith('/welcome.html'))
    await browser.installExtension(extension)
    await page.waitForFunction(() => window.seen.length > 0, { polling: 50 }) // it stands behind the welcome page
    expect(await page.evaluate(() => window.allod.permissions.query())).toEqual([])
    await welcome
  } finally {
    await browser.close()
  }
})

test('the first page keeps a first note, and a site sees it only when it is allowed to', async ({
  browserWithAllod: browser,
  site,
}) => {
  const page = await browser.extensionPage('welcome.html')
  const keep = page.getByRole('button', { name: 'Keep it' })
  await expect(keep).toBeDisabled()
  await page.getByRole('textbox').fill('My first note')
  await keep.click()
  await expect(page.locator('form').getByRole('status')).toContainText('Kept')
  await expect(page.getByRole('textbox')).toHaveValue('')

  const reader = await openSite(browser, site, 'reader')
  await grant(browser, reader, [all('notes', 'read')])
  const { records } = await reader.evaluate(() => window.allod.collection('notes').find())
  expect(records).toMatchObject([{ text: 'My first note' }])
})
