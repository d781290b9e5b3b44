import type { Page } from 'playwright'
import { expect, test } from '../harness/browser.ts'
import { all, ask, grant, openSite } from '../harness/site.ts'

test('the whole consent by keyboard, in the order who, what, how long, buttons', async ({
  browserWithAllod: browser,
  site,
}) => {
  const filler = await openSite(browser, site, 'filler')
  await grant(browser, filler, [all('contacts', 'read', 'create')])
  await filler.evaluate(async () => {
    const people = window.allod.collection('contacts')
    await people.put({ name: 'Ada', email: 'ada@example.org' })
    await people.put({ name: 'Bob', email: 'bob@example.org' })
  })

  const page = await openSite(browser, site, 'keys')
  const consent = await ask(browser, page, [all('contacts', 'read', 'update', 'delete')], 'To greet them.')
  await expect(consent.getByRole('heading', { level: 1 })).toBeFocused()
  await expect(consent.getByRole('button', { name: 'Allow' })).toBeEnabled() // asleep, it is passed over

  const met: string[] = []
  for (let name = ''; name !== 'Deny' && met.length < 30; met.push(name)) name = await next(consent)
  expect(met).toEqual([
    'Read contacts',
    'Update contacts',
    'Delete contacts',
    'All records',
    'All fields',
    'Show some records of contacts',
    'Read only',
    'As asked',
    'Only this time',
    'Other answers',
    'Deny',
  ])
  expect(await next(consent)).toBe('Allow')
  const spoken = await consent.getByRole('alertdialog').ariaSnapshot()
  const order = ['asks for access', 'To greet them.', 'Read contacts', 'For how long', 'Allow keys', 'button "Deny"']
  expect(order.map(words => spoken.indexOf(words))).toEqual(
    order.map(words => spoken.indexOf(words)).sort((a, b) => a - b),
  )
  expect(order.filter(words => !spoken.includes(words))).toEqual([])

  await backTo(consent, 'Only this time')
  await consent.keyboard.press('ArrowUp') // round to the last one
  await backTo(consent, 'All fields')
  await consent.keyboard.press('ArrowDown')
  await forwardTo(consent, 'Field email of contacts')
  await consent.keyboard.press('Space')
  await backTo(consent, 'All records')
  await consent.keyboard.press('ArrowUp')
  await forwardTo(consent, 'Search in contacts')
  await expect(consent.getByRole('checkbox', { name: 'Share Ada' })).toBeVisible() // found first, and sought out then
  await consent.keyboard.type('bo')
  await expect(consent.getByRole('checkbox', { name: 'Share Ada' })).toHaveCount(0)
  await expect(consent.getByRole('checkbox', { name: 'Share Bob' })).toBeVisible()
  await forwardTo(consent, 'Share Bob')
  await consent.keyboard.press('Space')
  await forwardTo(consent, 'Allow')
  await expect(consent.getByRole('button', { name: 'Allow' })).toBeEnabled()
  const closed = consent.waitForEvent('close')
  await consent.keyboard.press('Space').catch(() => {}) // it closes under the key
  await closed

  expect(await page.evaluate(() => window.outcome)).toMatchObject({
    grant: { lifetime: 'always', scopes: [{ access: ['read', 'update'], fields: ['name'], records: 'picked' }] },
  })
  expect((await page.evaluate(() => window.allod.collection('contacts').find())).records).toMatchObject([
    { name: 'Bob' },
  ])
})

/** One Tab further. @returns the name of what has the focus then */
async function next(page: Page, key = 'Tab'): Promise<string> {
  await page.keyboard.press(key)
  return page.evaluate(() => document.activeElement?.ariaLabel ?? document.activeElement?.textContent ?? '')
}

const forwardTo = (page: Page, name: string) => moveTo(page, name, 'Tab')
const backTo = (page: Page, name: string) => moveTo(page, name, 'Shift+Tab')

async function moveTo(page: Page, name: string, key: string): Promise<void> {
  for (let presses = 0; presses < 30; presses++) if ((await next(page, key)) === name) return
  throw new Error(`The keyboard does not reach “${name}”.`)
}
