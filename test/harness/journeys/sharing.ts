import { expect } from '@playwright/test'
import { ask, codeOf, type Driver, grant, type Journeys, outcomeOf, type Tab } from '../driver.ts'
import { callOwner } from '../owner.ts'
import { all } from '../site.ts'

export const sharing: Journeys = {
  'the owner shares some fields of all that were asked': async driver => {
    await fill(driver)
    const page = await driver.open('fields')
    const shown = await ask(driver, page, [all('contacts', 'read', 'update', 'delete')])
    await shown.choose('Only some fields')
    await shown.choose('Field phone of contacts')
    await shown.press('Allow')
    const scope = { collection: 'contacts', access: ['read', 'update'], fields: ['email', 'name'], records: 'all' }
    expect((await outcomeOf(page)).grant?.scopes).toEqual([scope])
    expect(await contacts(page)).toEqual([
      { id: 'ada', name: 'Ada', email: 'ada@example.org' },
      { id: 'bob', name: 'Bob', email: 'bob@example.org' },
    ])
    expect(await codeOf(page, `await allod.collection('contacts').patch('ada', { phone: '9' })`)).toBe('not_permitted')
    expect(await codeOf(page, `await allod.collection('contacts').patch('ada', { name: 'A.' })`)).toBe(null)
    expect(await codeOf(page, `await allod.collection('contacts').delete('ada')`)).toBe('not_permitted')
  },

  'each field that is asked for by name has a tick-box': async driver => {
    await fill(driver)
    const page = await driver.open('named')
    const asked = { ...all('contacts', 'read'), fields: ['email', 'name'] }
    await grant(driver, page, [asked], 'Field email of contacts')
    expect(await contacts(page)).toEqual([
      { id: 'ada', name: 'Ada' },
      { id: 'bob', name: 'Bob' },
    ])
  },

  'only its own records, where all were asked for': async driver => {
    await fill(driver)
    const page = await driver.open('own')
    await grant(driver, page, [all('contacts', 'read', 'create')], 'Only its own records')
    expect(await contacts(page)).toEqual([])
    await page.evaluate(() => window.allod.collection('contacts').put({ name: 'Mine' }))
    expect(await names(page)).toEqual(['Mine'])
  },

  'picked records and no others; more of them on a request, and more or fewer by the owner': async driver => {
    await fill(driver)
    const page = await driver.open('picked')
    const shown = await ask(driver, page, [all('contacts', 'read', 'update')])
    await shown.choose('Let me pick')
    await shown.choose('Share Ada')
    await shown.press('Allow')
    const { grant: given } = await outcomeOf(page)
    expect(given?.scopes).toEqual([{ ...all('contacts', 'read', 'update'), records: 'picked' }])
    expect(JSON.stringify(given)).not.toContain('ada')

    expect(await names(page)).toEqual(['Ada'])
    expect(await page.evaluate(() => window.allod.collection('contacts').get('bob'))).toBe(undefined)
    expect(await codeOf(page, `await allod.collection('contacts').patch('bob', { name: 'x' })`)).toBe('not_permitted')
    await watch(page)
    expect(await page.evaluate(() => window.seen)).toEqual(['snapshot Ada'])

    const more = await ask(driver, page, [{ ...all('contacts', 'read', 'update'), records: 'picked' }])
    await more.choose('Share Bob')
    await more.press('Allow')
    await expect.poll(() => page.evaluate(() => window.seen.at(-1))).toBe('snapshot Ada Bob')

    const press = await siteInPopup(driver, 'picked')
    await press('Change access to contacts')
    await press('Share Ada')
    await press('Save')
    await expect.poll(() => page.evaluate(() => window.seen.at(-1))).toBe('snapshot Bob')
    expect(await names(page)).toEqual(['Bob'])
  },

  'what the owner changes afterwards is felt at once in open pages': async driver => {
    await fill(driver)
    const page = await driver.open('edited')
    await grant(driver, page, [all('contacts', 'read', 'update')], 'Always')
    await watch(page)
    await page.evaluate(() => {
      window.allod.addEventListener('permissionchange', () => window.seen.push('permissionchange'))
    })
    const press = await siteInPopup(driver, 'edited')
    await press('Change access to contacts')
    await press('Update contacts')
    await press('Only some fields')
    await press('Field email of contacts')
    await press('Field phone of contacts')
    await press('Save')
    await expect.poll(() => page.evaluate(() => window.seen)).toContain('permissionchange')
    expect(await codeOf(page, `await allod.collection('contacts').patch('ada', { name: 'x' })`)).toBe('not_permitted')
    expect(await contacts(page)).toEqual([
      { id: 'ada', name: 'Ada' },
      { id: 'bob', name: 'Bob' },
    ])

    await press('Change access to contacts')
    await press('Create contacts')
    await press('All fields')
    await press('Until…')
    await press('Save')
    await expect
      .poll(() => page.evaluate(() => window.allod.permissions.query().then(states => states[0]?.scope)))
      .toEqual({ ...all('contacts', 'read', 'create') })
    expect(await codeOf(page, `await allod.collection('contacts').put({ name: 'New' })`)).toBe(null)

    await press('Change access to contacts')
    await press('Read contacts')
    await press('Create contacts')
    await press('End it')
    await expect.poll(() => page.evaluate(() => window.seen.at(-1))).toBe('permissionchange')
    expect(await page.evaluate(() => window.seen)).toContain('end revoked')
    expect(await codeOf(page, `await allod.collection('contacts').count()`)).toBe('not_permitted')
  },

  '“Never ask again” denies without a window, and is taken back by the owner': async driver => {
    const page = await driver.open('never')
    const shown = await ask(driver, page, [all('notes', 'read')])
    await shown.openOthers()
    await shown.press('Never ask again')
    expect((await outcomeOf(page)).error?.code).toBe('user_denied')
    expect(await stateOf(page)).toBe('denied')
    await driver.click(page)
    expect((await outcomeOf(page)).error?.code).toBe('user_denied')
    expect(await driver.countConsents()).toBe(0)
    await driver.stopBackground()
    expect(await stateOf(page)).toBe('denied')

    await callOwner(await driver.popup(), 'letAskAgain', driver.origin('never'))
    expect(await stateOf(page)).toBe('prompt')
    await page.bringToFront()
    await driver.click(page)
    await (await driver.consent()).press('Allow')
    expect(await stateOf(page)).toBe('granted')
  },

  'three times denied or closed within a day, a site has to wait; the owner can lift it': async driver => {
    const page = await driver.open('pushy')
    const scopes = [all('notes', 'read')]
    await (await ask(driver, page, scopes)).press('Deny')
    await (await ask(driver, page, scopes)).close()
    await outcomeOf(page)
    const aborted = await ask(driver, page, scopes) // that does not count
    await page.evaluate(() => window.abort.abort())
    await aborted.untilClosed()
    await (await ask(driver, page, scopes)).press('Deny')

    await driver.click(page)
    const { error } = await outcomeOf(page)
    expect(error).toMatchObject({ name: 'NotAllowedError', code: 'rate_limited' })
    expect(error?.retryAfterMs).toBeGreaterThan(3_000_000)
    expect(error?.retryAfterMs).toBeLessThanOrEqual(3_600_000)
    expect(await driver.countConsents()).toBe(0)
    expect(await stateOf(page)).toBe('prompt')

    const other = await driver.open('patient')
    await (await ask(driver, other, scopes)).press('Deny')

    const popup = await driver.popup()
    const [site] = await callOwner<{ origin: string; limitedUntil: number }[]>(popup, 'sites')
    expect(site).toMatchObject({ origin: driver.origin('pushy'), isNever: false })
    await callOwner(popup, 'letAskAgain', driver.origin('pushy'))
    await (await ask(driver, page, scopes)).press('Allow')
    expect(await stateOf(page)).toBe('granted')
  },

  'a site that is open in no tab is revoked while the background sleeps': async driver => {
    const page = await driver.open('away')
    await grant(driver, page, [all('notes', 'read')], 'Always')
    const popup = await driver.popup()
    await page.close()
    await driver.stopBackground()
    await callOwner(popup, 'revoke', driver.origin('away'))
    await driver.stopBackground()
    const back = await driver.open('away')
    expect(await codeOf(back, `await allod.collection('notes').count()`)).toBe('not_permitted')
    expect(await stateOf(back)).toBe('prompt')
  },

  '“Share nothing, and don’t tell” is a grant like any other, of an empty store': async driver => {
    await fill(driver)
    const page = await driver.open('nosy')
    const scopes = [all('contacts', 'read', 'create', 'update', 'delete')]
    const shown = await ask(driver, page, scopes)
    await shown.choose('Always')
    await shown.openOthers()
    await shown.press('Share nothing, and don’t tell')
    expect((await outcomeOf(page)).grant).toMatchObject({ scopes, lifetime: 'always', expiresAt: null })
    expect(await stateOf(page, 'contacts')).toBe('granted')
    expect(await contacts(page)).toEqual([])
    expect(await page.evaluate(() => window.allod.collection('contacts').get('ada'))).toBe(undefined)
    await watch(page)
    await page.evaluate(() => window.allod.collection('contacts').put({ id: 'ada', name: 'Guess' }))
    await expect.poll(() => page.evaluate(() => window.seen)).toEqual(['snapshot', 'change ada'])
    expect(await names(page)).toEqual(['Guess'])

    const honest = await driver.open('honest')
    await grant(driver, honest, [all('contacts', 'read', 'update')])
    expect(await names(honest)).toEqual(['Ada', 'Bob'])
    await honest.evaluate(() => window.allod.collection('contacts').patch('ada', { name: 'Ada L.' }))
    expect(await names(page)).toEqual(['Guess'])
    await driver.stopBackground()
    expect(await names(page)).toEqual(['Guess'])

    await callOwner(await driver.popup(), 'revoke', driver.origin('nosy'))
    await expect.poll(() => page.evaluate(() => window.seen.at(-1))).toBe('end revoked')
    expect(await codeOf(page, `await allod.collection('contacts').count()`)).toBe('not_permitted')
    await grant(driver, page, scopes)
    expect(await names(page)).toEqual(['Ada L.', 'Bob'])
  },
}

/** Two contacts, written by another site. */
async function fill(driver: Driver): Promise<void> {
  const page = await driver.open('filler')
  await grant(driver, page, [all('contacts', 'read', 'create')])
  await page.evaluate(async () => {
    const people = window.allod.collection('contacts')
    await people.put({ id: 'ada', name: 'Ada', email: 'ada@example.org', phone: '1' })
    await people.put({ id: 'bob', name: 'Bob', email: 'bob@example.org', phone: '2' })
  })
}

const contacts = (page: Tab) =>
  page.evaluate(async () => {
    const { records } = await window.allod.collection('contacts').find()
    return records.map(({ _rev, ...record }) => record as Record<string, unknown>)
  })
const names = async (page: Tab) => (await contacts(page)).map(({ name }) => name)

/** Notes in the page what a watch tells. */
const watch = (page: Tab): Promise<void> =>
  page.evaluate(async () => {
    window.seen = []
    await window.allod.collection<{ name: string }>('contacts').watch({}, event => {
      if (event.type === 'snapshot') window.seen.push(['snapshot', ...event.records.map(({ name }) => name)].join(' '))
      if (event.type === 'change') window.seen.push(['change', ...event.changes.map(({ id }) => id)].join(' '))
      if (event.type === 'end') window.seen.push(`end ${event.error.code}`)
    })
  })

const stateOf = (page: Tab, collection = 'notes') =>
  page.evaluate(
    collection =>
      window.allod.permissions
        .query([{ collection, access: ['read'], fields: '*', records: 'all' }])
        .then(([state]) => state?.state),
    collection,
  )

/** @returns a function that presses what has a name in the popup's card of a site, as soon as it is there */
async function siteInPopup(driver: Driver, site: string): Promise<(name: string) => Promise<void>> {
  const popup = await driver.popup()
  const press = ([host, name]: [string, string]) => {
    const controls = [...document.querySelectorAll<HTMLElement>(`article[aria-label="${host}"] :is(button, input)`)]
    const found = controls.find(({ ariaLabel, textContent }) => (ariaLabel ?? textContent) === name)
    found?.click()
    return !!found
  }
  const { host } = new URL(driver.origin(site))
  return name =>
    expect.poll(() => popup.evaluate(press, [host, name] as [string, string]), { message: name }).toBe(true)
}
