import { expect } from '@playwright/test'
import { driverOf, test } from '../harness/driver.firefox.ts'
import { grant, untilSeen } from '../harness/driver.ts'
import { launch } from '../harness/firefox.ts'
import { all } from '../harness/site.ts'

test('a tab that is open when the extension is installed gets the API without a reload', async ({ site }) => {
  // A browser that has never had the extension: where it comes again, it may count as updated, and greets nobody.
  const firefox = await launch({ install: 'before' })
  try {
    const page = await driverOf(firefox, site).open('open')
    await page.evaluate(() => {
      window.seen = [typeof window.allod]
      addEventListener('databroker:announce', () => window.seen.push('announced'))
    })
    await firefox.install()
    await firefox.waitForExtensionPage('welcome.html')
    await untilSeen(page, 2)
    expect(await page.evaluate(() => window.seen.slice(0, 2))).toEqual(['undefined', 'announced'])
    expect(await page.evaluate(() => window.allod.permissions.query())).toEqual([])
  } finally {
    await firefox.close()
  }
})

test('the first page keeps a first note, and a site sees it only when it is allowed to', async ({
  fresh: firefox,
  driver,
}) => {
  const welcome = await firefox.extensionPage('welcome.html')
  await welcome.locator('::-p-aria([role="textbox"])').click()
  await welcome.keyboard.type('My first note')
  await welcome.locator('::-p-aria([name="Keep it"][role="button"])').click()
  const status = () => welcome.evaluate(() => document.querySelector('form [role="status"]')?.textContent)
  await expect.poll(status).toContain('Kept')

  const reader = await driver.open('reader')
  await grant(driver, reader, [all('notes', 'read')])
  const { records } = await reader.evaluate(() => window.allod.collection('notes').find())
  expect(records).toMatchObject([{ text: 'My first note' }])
})
