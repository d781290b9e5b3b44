import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright'
import { expect, test } from '../harness/browser.ts'
import { all, ask, grant, openSite } from '../harness/site.ts'
import { verify } from '../harness/tags.ts'

const schemes = ['light', 'dark'] as const

test('axe finds nothing on our own pages, light and dark', verify, async ({ browserWithAllod: browser, site }) => {
  test.setTimeout(120_000)
  const shop = await openSite(browser, site, 'shop')
  await grant(browser, shop, [all('notes', 'read', 'create')])
  const consent = await ask(
    browser,
    shop,
    [all('notes', 'read', 'update', 'delete'), all('contacts', 'read')],
    'To show them.',
  )
  await consent.getByRole('radio', { name: 'Until…' }).check()
  await expectAccessible(consent)

  const popup = await browser.extensionPage('popup.html')
  await popup.getByRole('article').waitFor()
  await expectAccessible(popup)
  await expectAccessible(await browser.extensionPage('welcome.html'))

  await shop.evaluate(() => window.allod.collection('notes').put({ id: 'a', title: 'A note', tags: ['home'] }))
  for (const [route, shown] of [
    ['data', '.collections a'],
    ['data/notes', '.row'],
    ['data/notes/id/a', 'textarea'],
    ['data/notes/new', 'form'],
    ['sites', 'article'],
    ['privacy', 'fieldset'],
    ['activity', '.row'],
    [`sites/${encodeURIComponent(site.origin('shop'))}`, '.wrote button'],
    ['storage', 'table'],
    ['archive', '.archive'],
  ]) {
    const dashboard = await browser.extensionPage(`dashboard.html#${route}`)
    await dashboard
      .locator(shown as string)
      .first()
      .waitFor()
    await expectAccessible(dashboard)
    await dashboard.close()
  }

  const privacy = await browser.extensionPage('dashboard.html#privacy')
  await privacy.getByRole('radio', { name: 'Quiet' }).click()
  await privacy.getByRole('article').waitFor()
  await expectAccessible(privacy)
})

test('axe finds nothing where the past is shown and undone', verify, async ({ browserWithAllod: browser, site }) => {
  test.setTimeout(120_000)
  const shop = await openSite(browser, site, 'shop')
  await grant(browser, shop, [all('notes', 'read', 'create', 'update')])
  const text = 'It was the best of times, it was the worst of times. '
  await shop.evaluate(body => window.allod.collection('notes').put({ id: 'a', title: 'A note', body }), text)
  await shop.evaluate(
    body => window.allod.collection('notes').patch('a', { title: 'BUY NOW', body }),
    text.replace('worst', 'very worst'),
  )
  const history = await browser.extensionPage('dashboard.html#data/notes/id/a/history')
  await history.getByText('The whole record then').click()
  await history.locator('.difference ins').first().waitFor()
  await expectAccessible(history)
  await history.getByRole('button', { name: 'Restore this field: title' }).first().click()
  await expect(history.getByRole('button', { name: 'Undo' })).toBeFocused()
  await expectAccessible(history)

  const undo = await browser.extensionPage(`dashboard.html#sites/${encodeURIComponent(site.origin('shop'))}/undo`)
  await undo.getByRole('radio', { name: 'Since a moment…' }).click()
  await expectAccessible(undo)
  await undo.getByRole('radio', { name: 'Today' }).click()
  await undo.getByRole('button', { name: 'Show what would happen' }).click()
  const row = undo.locator('.row button')
  await row.press('Enter') // unfolds
  await undo.getByRole('link', { name: 'Its history' }).waitFor()
  await expectAccessible(undo)
  await undo.getByRole('button', { name: 'Undo' }).click()
  await expect(undo.getByRole('button', { name: 'Take this back' })).toBeFocused()
  await expectAccessible(undo)
})

/** Also at twice the size: nothing may be cut off to the side. */
async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme })
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
  }
  const isCut = await page.evaluate(() => {
    document.documentElement.style.fontSize = '30px'
    return document.documentElement.scrollWidth > document.documentElement.clientWidth + 1
  })
  expect(isCut).toBe(false)
}
