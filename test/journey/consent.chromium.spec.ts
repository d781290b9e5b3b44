import { expect, test } from '../harness/browser.ts'
import { all, ask, codeOf, grant, isConsent, openSite, outcomeOf, press } from '../harness/site.ts'

test('the window says who asks and for what; the owner strikes verbs and chooses how long', async ({
  browserWithAllod: browser,
  site,
}) => {
  const page = await openSite(browser, site, 'shop')
  const asked = [all('contacts', 'read', 'update', 'delete'), all('notes', 'read', 'create')]
  const consent = await ask(browser, page, asked, 'We\u202e need\nthis  ')
  const dialog = consent.getByRole('alertdialog')
  await expect(dialog).toContainText(site.origin('shop'))
  await expect(dialog).toContainText('We need this')
  await expect(consent.getByRole('checkbox', { name: 'Read contacts' })).toBeChecked()
  await expect(consent.getByRole('checkbox', { name: 'Delete contacts' })).not.toBeChecked()
  await expect(consent.getByRole('radio', { name: 'Only this time' })).toBeChecked()
  await expect(dialog).toContainText('read and update contacts, read and create notes')

  for (const name of ['Read contacts', 'Update contacts', 'Read notes', 'Create notes']) {
    await consent.getByRole('checkbox', { name }).uncheck()
  }
  await expect(consent.getByRole('button', { name: 'Allow' })).toBeDisabled()
  await consent.getByRole('checkbox', { name: 'Read notes' }).check()
  await consent.getByRole('radio', { name: 'Always' }).check()
  await press(consent, 'Allow')

  const { grant: given } = await outcomeOf(page)
  expect(given?.scopes).toEqual([all('notes', 'read')])
  expect(given).toMatchObject({ lifetime: 'always', expiresAt: null })
  const states = await page.evaluate(
    scopes => window.allod.permissions.query(scopes as never),
    [all('notes', 'read'), all('notes', 'create'), all('contacts', 'read')],
  )
  expect(states.map(({ state }) => state)).toEqual(['granted', 'prompt', 'prompt'])
  expect(await codeOf(page, `await allod.collection('notes').put({ text: 'x' })`)).toBe('not_permitted')
  expect(await codeOf(page, `await allod.collection('contacts').get('x')`)).toBe('not_permitted')
})

test('the keyboard alone suffices, Enter never allows, and Escape dismisses', async ({
  browserWithAllod: browser,
  site,
}) => {
  const page = await openSite(browser, site, 'keys')
  const consent = await ask(browser, page, [all('notes', 'read')])
  await expect(consent.getByRole('heading', { level: 1 })).toBeFocused()
  await consent.keyboard.press('Enter')
  await consent.keyboard.press('Tab')
  await expect(consent.getByRole('checkbox', { name: 'Read notes' })).toBeFocused()
  await consent.keyboard.press('Enter')
  const closed = consent.waitForEvent('close')
  await consent.keyboard.press('Escape').catch(() => {}) // it closes under the key
  await closed
  expect((await outcomeOf(page)).error?.code).toBe('dismissed')
})

test('Enter on Allow itself does nothing, and Space allows', async ({ browserWithAllod: browser, site }) => {
  const page = await openSite(browser, site, 'space')
  const consent = await ask(browser, page, [all('notes', 'read')])
  const allow = consent.getByRole('button', { name: 'Allow' })
  await expect(allow).toBeEnabled()
  await allow.focus()
  await consent.keyboard.press('Enter')
  await consent.getByRole('checkbox', { name: 'Read notes' }).uncheck()
  await consent.getByRole('checkbox', { name: 'Read notes' }).check()
  await allow.focus()
  const closed = consent.waitForEvent('close')
  await consent.keyboard.press('Space').catch(() => {}) // it closes under the key
  await closed
  expect((await outcomeOf(page)).grant?.scopes).toEqual([all('notes', 'read')])
})

test('requests queue in one window, those of one site together, and a later one shows the difference', async ({
  browserWithAllod: browser,
  site,
}) => {
  const shop = await openSite(browser, site, 'shop')
  await grant(browser, shop, [all('notes', 'read', 'create')])
  await shop.evaluate(() => window.allod.collection('notes').put({ text: 'the first' }))
  const consent = await ask(browser, shop, [all('notes', 'read', 'update')])
  await expect(consent.getByRole('alertdialog')).toContainText('New: update notes. Allowed already: read notes.')
  await expect(consent.getByRole('alertdialog')).toContainText('It holds one record today.')

  const other = await openSite(browser, site, 'other')
  const click = async (page: typeof shop, collection: string) => {
    await page.bringToFront()
    await page.evaluate(asked => Object.assign(window, { ask: { scopes: [asked] } }), all(collection, 'read'))
    await page.getByRole('button', { name: 'Ask' }).click()
  }
  await click(other, 'tasks')
  await expect(consent.getByText('1 of 2')).toBeVisible()
  await click(shop, 'contacts')
  await expect(consent.getByText('1 of 3')).toBeVisible()
  await click(shop, 'events')
  await expect(consent.getByText('1 of 4')).toBeVisible()
  await click(shop, 'bookmarks')
  expect((await outcomeOf(shop)).error?.code).toBe('rate_limited')
  expect(browser.context.pages().filter(page => page.url().includes('consent'))).toHaveLength(1)

  await consent.bringToFront()
  for (const [host, box] of [
    ['shop', 'Update notes'],
    ['shop', 'Read contacts'],
    ['shop', 'Read events'],
  ] as const) {
    await expect(consent.getByRole('checkbox', { name: box })).toBeVisible()
    await expect(consent.getByRole('heading', { level: 1 })).toContainText(site.origin(host))
    await consent.getByRole('button', { name: 'Allow' }).click()
  }
  await expect(consent.getByRole('checkbox', { name: 'Read tasks' })).toBeVisible()
  await press(consent, 'Deny')
  expect((await outcomeOf(other)).error?.code).toBe('user_denied')
})

test('deny, close, abort and navigation settle a request, and nothing is stored', async ({
  browserWithAllod: browser,
  site,
}) => {
  const page = await openSite(browser, site, 'settle')
  const scopes = [all('notes', 'read')]
  await press(await ask(browser, page, scopes), 'Deny')
  expect((await outcomeOf(page)).error).toMatchObject({ name: 'NotAllowedError', code: 'user_denied' })

  await (await ask(browser, page, scopes)).close()
  expect((await outcomeOf(page)).error).toMatchObject({ name: 'NotAllowedError', code: 'dismissed' })

  const abandoned = await ask(browser, page, scopes)
  const closed = abandoned.waitForEvent('close')
  await page.evaluate(() => window.abort.abort())
  expect((await outcomeOf(page)).error).toMatchObject({ name: 'AbortError', code: 'aborted' })
  await closed

  const left = await ask(browser, page, scopes)
  const gone = left.waitForEvent('close')
  await page.goto(site.origin('elsewhere'))
  await gone
  await page.goto(site.origin('settle'))
  expect(await page.evaluate(() => window.allod.permissions.query())).toEqual([])
})

test('without a user gesture no window opens; one gesture opens one', async ({ browserWithAllod: browser, site }) => {
  const page = await openSite(browser, site, 'gesture')
  await page.evaluate(
    scopes => {
      // From a timer that outlives the gesture that running this script counts as.
      window.outcome = new Promise(resolve => {
        const ask = () =>
          window.allod.permissions.request({ scopes } as never).then(
            () => 'granted',
            ({ code }) => code,
          )
        const wait = () => (navigator.userActivation.isActive ? setTimeout(wait, 200) : resolve(ask()))
        setTimeout(wait, 200)
      })
    },
    [all('notes', 'read')],
  )
  expect(await page.evaluate(() => window.outcome)).toBe('user_activation_required')

  const consent = await ask(browser, page, [all('notes', 'read')])
  const second = await codeOf(
    page,
    `await allod.permissions.request({ scopes: [${JSON.stringify(all('tasks', 'read'))}] })`,
  )
  expect(second).toBe('user_activation_required')
  // The same request again joins the first, and gets the same grant.
  const joined = page.evaluate(scopes => window.allod.permissions.request({ scopes } as never), [all('notes', 'read')])
  await press(consent, 'Allow')
  expect((await joined).id).toBe((await outcomeOf(page)).grant?.id)
  // And what is granted wholly needs neither window nor gesture.
  expect(
    (await page.evaluate(scopes => window.allod.permissions.request({ scopes } as never), [all('notes', 'read')]))
      .scopes,
  ).toHaveLength(1)
  expect(browser.context.pages().filter(page => page.url().includes('consent'))).toEqual([])
})

test('what is shown and granted is the stored copy: getters and toJSON cannot swap it', async ({
  browserWithAllod: browser,
  site,
}) => {
  const page = await openSite(browser, site, 'swap')
  await page.evaluate(() => {
    let reads = 0
    let reasons = 0
    const scope = {
      collection: 'notes',
      get access() {
        return reads++ === 0 ? ['read'] : ['read', 'create', 'update', 'delete']
      },
      fields: '*',
      records: 'all',
    }
    window.ask = {
      scopes: [scope as never],
      get reason() {
        return reasons++ === 0 ? 'first' : 'second'
      },
    }
  })
  const opened = browser.context.waitForEvent('page', isConsent)
  await page.getByRole('button', { name: 'Ask' }).click()
  const consent = await opened
  await expect(consent.getByRole('checkbox')).toHaveCount(1)
  await press(consent, 'Allow')
  expect((await outcomeOf(page)).grant?.scopes).toEqual([all('notes', 'read')])
})

test('the background dies while the window is open: one grant, and the promise resolves', async ({
  browserWithAllod: browser,
  site,
}) => {
  const page = await openSite(browser, site, 'dead')
  const consent = await ask(browser, page, [all('notes', 'read', 'create')])
  await browser.stopWorker()
  await consent.bringToFront()
  await press(consent, 'Allow')
  const { grant: given } = await outcomeOf(page)
  expect(given?.scopes).toEqual([all('notes', 'read', 'create')])
  expect(await page.evaluate(() => window.allod.permissions.query())).toHaveLength(1)
})

test('a grant for this time only ends with the last tab of its origin, and a reload does not end it', async ({
  browserWithAllod: browser,
  site,
}) => {
  const page = await openSite(browser, site, 'session')
  await grant(browser, page, [all('notes', 'read')])
  await page.reload()
  expect(await page.evaluate(() => window.allod.permissions.query())).toHaveLength(1)
  const second = await openSite(browser, site, 'session')
  await page.close()
  expect(await second.evaluate(() => window.allod.permissions.query())).toHaveLength(1)
  await second.goto(site.origin('elsewhere'))
  await second.goto(site.origin('session'))
  expect(await second.evaluate(() => window.allod.permissions.query())).toEqual([])
  expect(await codeOf(second, `await allod.collection('notes').get('x')`)).toBe('not_permitted')
})
