import { expect } from '@playwright/test'
import { connect, test, type, until, untilText } from '../harness/word-processor.firefox.ts'

test('the owner sees what a word processor wrote, adds to it, deletes it and takes that back', async ({
  fresh: firefox,
  sites,
}) => {
  const quill = await connect(firefox, sites.quill)
  await quill.locator('#create').click()
  await type(quill, 'Written in Quill.')
  const words = () =>
    quill.evaluate(async () => (await window.allod.collection('documents').find()).records.map(({ body }) => body))

  const dashboard = await firefox.extensionPage('dashboard.html')
  const press = (name: string, role = 'button') =>
    dashboard.locator(`::-p-aria([name="${name}"][role="${role}"])`).click()
  await dashboard.locator('.collections a').click()
  await until(dashboard, '.records [role="status"]', '1 record')
  await dashboard.locator('.row a').click()
  const body = '#field-body'
  await dashboard.waitForSelector(body)
  expect(await dashboard.$eval(body, field => (field as HTMLTextAreaElement).value.trim())).toBe('Written in Quill.')
  await dashboard.focus(body)
  await dashboard.keyboard.down('Control')
  await dashboard.keyboard.press('Home')
  await dashboard.keyboard.up('Control')
  await dashboard.keyboard.type('Read by me. ')
  await press('Save')
  await untilText(quill, 'Read by me. Written in Quill.')

  await press('Delete record')
  await expect.poll(words).toEqual([])
  await press('Undo')
  await expect
    .poll(async () => (await words()).map(text => String(text).trim()))
    .toEqual(['Read by me. Written in Quill.'])

  await dashboard.evaluate(() => {
    location.hash = '#sites'
  })
  await press(`Revoke ${new URL(sites.quill).host}`)
  await until(quill, '#status', 'Access was revoked. Your document is still in your Allod.')
})
