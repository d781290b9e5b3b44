import { expect } from '@playwright/test'
import { test } from '../harness/driver.firefox.ts'
import { grant, untilSeen } from '../harness/driver.ts'
import { all } from '../harness/site.ts'

test('a tab that is open when the extension is installed gets the API without a reload', async ({
  fresh: firefox,
  driver,
}) => {
  await firefox.uninstall()
  const page = await driver.open('open')
  await page.evaluate(() => {
    window.seen = [typeof window.allod]
    addEventListener('databroker:announce', () => window.seen.push('announced'))
  })
  await firefox.install()
  await firefox.waitForExtensionPage('welcome.html')
  await untilSeen(page, 2)
  expect(await page.evaluate(() => window.seen.slice(0, 2))).toEqual(['undefined', 'announced'])
  expect(await page.evaluate(() => window.allod.permissions.query())).toEqual([])
})

test('the first page keeps a first note, and a site sees it only when it is allowed to', async ({
  fresh: firefox,
  driver,
}) => {
  const welcome = await firefox.extensionPage('welcome.html')
  await welcome.locator('::-p-aria([role="textbox"])').click()
  await welcome.keyboard.type('My first note')
  await welcome.locator('::-p-aria([name="Keep it"][role="button"])').click()
  const status = () => welcome.evaluate(() => document.querySelector('[role="status"]')?.textContent)
  await expect.poll(status).toContain('Kept')

  const reader = await driver.open('reader')
  await grant(driver, reader, [all('notes', 'read')])
  const { records } = await reader.evaluate(() => window.allod.collection('notes').find())
  expect(records).toMatchObject([{ text: 'My first note' }])
})
