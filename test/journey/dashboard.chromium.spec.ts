import type { Locator, Page } from 'playwright'
import { expect, test } from '../harness/browser.ts'
import type { Chromium } from '../harness/chromium.ts'
import { openPopup } from '../harness/popup.ts'
import { all, codeOf, grant, openSite } from '../harness/site.ts'
import { verify } from '../harness/tags.ts'

const everything = all('com.example.notes', 'read', 'create', 'update', 'delete')

const openDashboard = (browser: Chromium, route = ''): Promise<Page> =>
  browser.extensionPage(`dashboard.html${route && `#${route}`}`)

const rowsIn = (page: Page, name = 'Records of com.example.notes'): Locator =>
  page.getByRole('list', { name }).getByRole('listitem')

const fieldIn = (page: Page, name: string): Locator => page.getByRole('textbox', { name, exact: true })

function put(page: Page, record: object): Promise<{ id: string }> {
  return page.evaluate(record => window.allod.collection('com.example.notes').put(record as never), record)
}

/** Keeps what a watch of the site brings in `window.events`. */
function watch(page: Page): Promise<void> {
  return page.evaluate(async () => {
    window.events = []
    await window.allod.collection('com.example.notes').watch({}, event => window.events.push(event as never))
  })
}

type Seen = { type: string; changes?: { id: string; record?: Record<string, unknown> }[] }
declare global {
  interface Window {
    events: Seen[]
  }
}

/** The last change that a watch has brought. */
const lastChange = (page: Page) => page.evaluate(() => window.events.findLast(({ type }) => type === 'change')?.changes)

test('an empty store says what to do first', async ({ browserWithAllod: browser }) => {
  const dashboard = await openDashboard(browser)
  await expect(dashboard.getByText('Your store is empty.')).toBeVisible()
  const sections = dashboard.getByRole('navigation', { name: 'Sections' })
  await sections.getByRole('link', { name: 'Sites' }).press('Enter')
  await expect(dashboard.getByRole('heading', { name: 'Sites' })).toBeFocused()
  await expect(dashboard.getByText('No site has access to your store.')).toBeVisible()
  await sections.getByRole('link', { name: 'Storage' }).click()
  await expect(dashboard.getByText('Removing the extension deletes the data.')).toBeVisible()
  await expect(dashboard.getByText('There is nothing in it yet.')).toBeVisible()
  await expect(sections.getByRole('link', { name: 'Storage' })).toHaveAttribute('aria-current', 'page')
})

test('the popup leads to the data', async ({ browserWithAllod: browser, site }) => {
  const page = await openSite(browser, site, 'notes')
  const opened = browser.context.waitForEvent('page', page => page.url().endsWith('/dashboard.html'))
  const popup = await openPopup(browser, page)
  await popup.text('Your data')
  await popup.click('Your data')
  await expect((await opened).getByText('Your store is empty.')).toBeVisible()
})

test('the owner sees what a site wrote, changes it live, deletes it and takes that back', async ({
  browserWithAllod: browser,
  site,
}) => {
  const page = await openSite(browser, site, 'notes')
  const host = new URL(site.origin('notes')).host
  await grant(browser, page, [everything])
  const dashboard = await openDashboard(browser)
  const { id } = await put(page, { title: 'Buy bread', done: false, tags: ['home'] })
  await watch(page)

  await test.step('it shows up while the dashboard is open, with its writer', async () => {
    await dashboard.getByRole('link', { name: /com\.example\.notes 1/ }).click()
    await expect(rowsIn(dashboard)).toHaveText([/Buy bread/])
    await put(page, { title: 'Call Ann' })
    await expect(rowsIn(dashboard)).toHaveText([/Call Ann/, new RegExp(`Buy bread.*by ${host}, today`)])
    await expect(dashboard.getByRole('link', { name: /com\.example\.notes 2/ })).toBeVisible()
    await rowsIn(dashboard).nth(1).getByRole('link').click()
    await expect(dashboard.getByRole('heading', { name: 'Record', exact: true })).toBeFocused()
    await expect(fieldIn(dashboard, 'title')).toHaveValue('Buy bread')
    await expect(dashboard.getByRole('region', { name: 'Record', exact: true })).toContainText(`Written by ${host}`)
  })

  await test.step('JSON that is none is told with its field, and nothing is written', async () => {
    await fieldIn(dashboard, 'tags JSON').fill('[home')
    await dashboard.getByRole('button', { name: 'Save' }).click()
    await expect(dashboard.getByRole('alert').filter({ hasText: 'tags' })).toContainText(
      'The field “tags” is no valid JSON',
    )
    await expect(fieldIn(dashboard, 'tags JSON')).toBeFocused()
    expect(await lastChange(page)).toMatchObject([{ record: { title: 'Call Ann' } }])
  })

  await test.step('an edit reaches the site’s open watch', async () => {
    await fieldIn(dashboard, 'tags JSON').fill('["home", "shop"]')
    await fieldIn(dashboard, 'title').fill('Buy rye bread')
    await dashboard.getByRole('textbox', { name: 'New field' }).fill('shop')
    await dashboard.getByRole('button', { name: 'Add field' }).click()
    await fieldIn(dashboard, 'shop').fill('Corner')
    await dashboard.getByRole('button', { name: 'Remove done' }).click()
    await dashboard.getByRole('button', { name: 'Save' }).click()
    await expect(dashboard.getByText('Saved.')).toBeVisible()
    await expect
      .poll(() => lastChange(page))
      .toEqual([
        {
          id,
          record: { id, _rev: expect.any(String), title: 'Buy rye bread', tags: ['home', 'shop'], shop: 'Corner' },
        },
      ])
    await expect(dashboard.getByRole('region', { name: 'Record', exact: true })).toContainText('Written by you')
    await expect(rowsIn(dashboard)).toHaveText([/Buy rye bread.*by you/, /Call Ann/])
  })

  await test.step('what the site writes meanwhile appears, and is not overwritten by a save of another field', async () => {
    await fieldIn(dashboard, 'title').fill('Buy dark bread')
    await page.evaluate(id => window.allod.collection('com.example.notes').patch(id, { shop: 'Market' }), id)
    await expect(fieldIn(dashboard, 'shop')).toHaveValue('Market')
    await expect(dashboard.getByText('This record has been written meanwhile.')).toBeVisible()
    await dashboard.getByRole('button', { name: 'Save' }).click()
    await expect.poll(() => lastChange(page)).toMatchObject([{ record: { title: 'Buy dark bread', shop: 'Market' } }])
  })

  await test.step('a deletion reaches the site, and Undo brings the record back as it was', async () => {
    await dashboard.getByRole('button', { name: 'Delete record' }).click()
    await expect.poll(() => lastChange(page)).toEqual([{ id }])
    await expect(rowsIn(dashboard)).toHaveText([/Call Ann/])
    await expect(dashboard.getByRole('link', { name: /com\.example\.notes 1/ })).toBeVisible()
    await expect(dashboard.getByRole('button', { name: 'Undo' })).toBeFocused()
    await dashboard.keyboard.press('Enter')
    await expect
      .poll(() => lastChange(page))
      .toMatchObject([{ id, record: { title: 'Buy dark bread', shop: 'Market' } }])
    await expect(rowsIn(dashboard)).toHaveCount(2)
    await expect(dashboard.getByRole('region', { name: 'Record', exact: true })).toContainText(`Made by ${host}`)
  })

  await test.step('the owner makes a record', async () => {
    await dashboard.getByRole('link', { name: 'New record' }).click()
    await dashboard.getByRole('textbox', { name: 'New field' }).fill('title')
    await dashboard.getByRole('button', { name: 'Add field' }).click()
    await fieldIn(dashboard, 'title').fill('Mine')
    await dashboard.getByRole('button', { name: 'Save' }).click()
    await expect.poll(() => lastChange(page)).toMatchObject([{ record: { title: 'Mine' } }])
    await expect(dashboard.getByRole('region', { name: 'Record', exact: true })).toContainText('Made by you')
  })
})

test('a text is edited as a string and merged with what others type', async ({ browserWithAllod: browser, site }) => {
  const page = await openSite(browser, site, 'writer')
  await grant(browser, page, [all('documents', 'read', 'create', 'update')])
  const id = await page.evaluate(async () => {
    const documents = window.allod.collection('documents')
    const { id } = await documents.put({ title: 'Letter', body: 'Dear Ann, goodbye.' })
    await documents.patch(id, { body: 'Dear Ann, hello and goodbye.' }) // from here on it is a text
    return id
  })
  const dashboard = await openDashboard(browser, `data/documents/id/${id}`)
  await expect(fieldIn(dashboard, 'body')).toHaveValue('Dear Ann, hello and goodbye.')
  await fieldIn(dashboard, 'body').fill('Dear Ann, hello and goodbye. Yours')
  await page.evaluate(
    id => window.allod.collection('documents').patch(id, { body: 'Dear Bob, hello and goodbye.' }),
    id,
  )
  await expect(dashboard.getByText('This record has been written meanwhile.')).toBeVisible()
  await dashboard.getByRole('button', { name: 'Save' }).click()
  await expect(fieldIn(dashboard, 'body')).toHaveValue('Dear Bob, hello and goodbye. Yours')
  const body = () => page.evaluate(async id => (await window.allod.collection('documents').get(id))?.body, id)
  expect(await body()).toBe('Dear Bob, hello and goodbye. Yours')
  await expect(dashboard.getByRole('region', { name: 'Record', exact: true })).toContainText('Written by you')
})

test('what a site stores is shown as text, whatever it is', async ({ browserWithAllod: browser, site }) => {
  const page = await openSite(browser, site, 'evil')
  await grant(browser, page, [everything])
  const attack = '<img src=x onerror="window.hurt = true"><script>window.hurt = true</script>'
  await put(page, { title: attack, [attack]: attack, 'a b': attack, nested: { [attack]: [attack] } })
  const dashboard = await openDashboard(browser, 'data/com.example.notes')
  await expect(rowsIn(dashboard)).toContainText([attack])
  await rowsIn(dashboard).getByRole('link').click()
  await expect(fieldIn(dashboard, 'title')).toHaveValue(attack)
  await dashboard.getByRole('searchbox').fill(attack)
  await expect(dashboard.getByText('1 found')).toBeVisible()
  await dashboard.getByRole('searchbox').fill(`${attack}!`)
  await expect(dashboard.getByText('No record of com.example.notes holds')).toContainText(attack)
  expect(await dashboard.evaluate(() => [document.images.length, 'hurt' in window])).toEqual([0, false])
})

test('a search looks at all values, capitals or not', async ({ browserWithAllod: browser, site }) => {
  const page = await openSite(browser, site, 'notes')
  await grant(browser, page, [everything])
  await put(page, { title: 'Ärger', address: { city: 'Zürich' } })
  await put(page, { title: 'Other', amount: 4711, tags: ['ZÜRICHSEE'] })
  const dashboard = await openDashboard(browser, 'data/com.example.notes')
  const search = dashboard.getByRole('searchbox', { name: 'Search in com.example.notes' })
  await search.fill('zürich')
  const found = (text: string) => rowsIn(dashboard, `Records of com.example.notes with “${text}”`)
  await expect(found('zürich')).toHaveText([/Other/, /Ärger/])
  await search.fill('471')
  await expect(found('471')).toHaveText([/Other/])
  await put(page, { title: 'Another', amount: 14_715 })
  await expect(found('471')).toHaveText([/Another/, /Other/])
  await search.fill('nowhere')
  await expect(dashboard.getByText('No record of com.example.notes holds “nowhere”.')).toBeVisible()
  await search.fill('')
  await expect(rowsIn(dashboard)).toHaveCount(3)
})

test('the page goes on when the background dies', async ({ browserWithAllod: browser, site }) => {
  const page = await openSite(browser, site, 'notes')
  await grant(browser, page, [everything])
  const { id } = await put(page, { title: 'Before' })
  const dashboard = await openDashboard(browser, `data/com.example.notes/id/${id}`)
  await fieldIn(dashboard, 'title').fill('Typed before')
  await browser.stopWorker()
  await put(page, { title: 'Afterwards' })
  await expect(rowsIn(dashboard)).toHaveText([/Afterwards/, /Before/])
  await expect(fieldIn(dashboard, 'title')).toHaveValue('Typed before')
  await dashboard.getByRole('button', { name: 'Save' }).click()
  await expect(rowsIn(dashboard)).toHaveText([/Typed before/, /Afterwards/])
})

test('revoking one site, then all', async ({ browserWithAllod: browser, site }) => {
  const pages = []
  const dashboard = await openDashboard(browser, 'sites')
  for (const name of ['one', 'two', 'three']) {
    const page = await openSite(browser, site, name)
    await grant(browser, page, [everything])
    pages.push(page)
  }
  const [one, two, three] = pages as [Page, Page, Page]
  const host = (page: Page) => new URL(page.url()).host
  const call = `await allod.collection('com.example.notes').find()`
  await put(two, { title: 'used' })

  for (const page of pages) await expect(dashboard.getByRole('article', { name: host(page) })).toBeVisible()
  await expect(dashboard.getByRole('article', { name: host(one) })).toContainText(
    'May read, create and update com.example.notes',
  )
  await expect(dashboard.getByRole('article', { name: host(one) })).toContainText('Not used yet')
  await expect(dashboard.getByRole('article', { name: host(two) })).toContainText('Last used today')

  await dashboard.getByRole('button', { name: `Revoke ${host(one)}` }).click()
  await expect(dashboard.getByRole('button', { name: `Revoke ${host(one)}` })).toHaveCount(0)
  await expect(dashboard.getByRole('heading', { name: 'No access any more' })).toBeVisible()
  await expect(dashboard.getByRole('article', { name: host(one) })).toContainText('cannot be called back')
  expect(await codeOf(one, call)).toBe('not_permitted')
  expect(await codeOf(two, call)).toBe(null)

  await dashboard.getByRole('button', { name: 'Revoke all sites' }).click()
  await expect(dashboard.getByRole('alertdialog')).toContainText('all 2 sites')
  await expect(dashboard.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await dashboard.keyboard.press('Escape')
  expect(await codeOf(two, call)).toBe(null)
  await dashboard.getByRole('button', { name: 'Revoke all sites' }).click()
  await dashboard.getByRole('button', { name: 'Revoke all now' }).click()
  await expect(dashboard.getByText('No site has access to your store.')).toBeVisible()
  for (const page of [two, three]) expect(await codeOf(page, call)).toBe('not_permitted')
})

test('a lapse is shown until it is dismissed', async ({ browserWithAllod: browser, site }) => {
  const page = await openSite(browser, site, 'old')
  await grant(browser, page, [everything], consent => consent.getByRole('radio', { name: 'Always' }).check())
  const helper = await browser.extensionPage('manifest.json')
  await browser.stopWorker()
  await helper.evaluate(
    since =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('allod')
        opening.onsuccess = () => {
          const tx = opening.result.transaction('grants', 'readwrite')
          const grants = tx.objectStore('grants')
          grants.openCursor().onsuccess = ({ target }) => {
            const cursor = (target as IDBRequest<IDBCursorWithValue | null>).result
            if (!cursor) return
            const { usedAt: _, ...row } = cursor.value
            cursor.update({ ...row, parts: row.parts.map((part: object) => ({ ...part, since })) })
            cursor.continue()
          }
          tx.oncomplete = () => {
            opening.result.close()
            resolve()
          }
          tx.onerror = () => reject(tx.error)
        }
      }),
    Date.now() - 90 * 86_400_000,
  )
  const dashboard = await openDashboard(browser, 'sites')
  const article = dashboard.getByRole('article', { name: new URL(page.url()).host })
  await expect(article).toContainText('Lapsed: unused for 90 days com.example.notes')
  expect(await codeOf(page, `await allod.collection('com.example.notes').find()`)).toBe('not_permitted')
  const popup = await openPopup(browser, page)
  expect(await popup.text('Lapsed: unused for 90 days')).toContain('com.example.notes')
  await dashboard.bringToFront()
  await article.getByRole('button', { name: 'Dismiss' }).click()
  await expect(article).toHaveCount(0)
})

test(
  '50,000 records are listed, scrolled through and searched with few rows in the document',
  verify,
  async ({ browserWithAllod: browser, site }) => {
    test.setTimeout(240_000)
    const page = await openSite(browser, site, 'many')
    await grant(browser, page, [everything])
    const took = (name: string, from: number) =>
      test.info().annotations.push({ type: name, description: `${Math.round(performance.now() - from)} ms` })
    let from = performance.now()
    await page.evaluate(async () => {
      const notes = window.allod.collection('com.example.notes')
      for (let i = 0; i < 50_000; i += 2_000) {
        const group = Array.from({ length: 2_000 }, (_, j) => {
          const number = String(i + j).padStart(5, '0')
          return notes.put({
            id: `n${number}`,
            title: `Note ${number}`,
            text: 'Some words, '.repeat(20),
            number: i + j,
          })
        })
        await Promise.all(group)
      }
    })
    took('writing', from)

    from = performance.now()
    const dashboard = await openDashboard(browser, 'data/com.example.notes')
    const rows = rowsIn(dashboard)
    await expect(rows.first()).toContainText('Note')
    took('first rows', from)
    await expect(dashboard.getByText('50,000 records, the last written first')).toBeVisible({ timeout: 60_000 })
    took('whole list', from)
    await expect(dashboard.getByRole('link', { name: 'com.example.notes 50,000' })).toBeVisible({ timeout: 60_000 })
    took('exact count', from)
    await expect(rows.first()).toContainText('Note 49999')
    const inDocument = () => dashboard.evaluate(() => document.querySelectorAll('.row').length)
    expect(await inDocument()).toBeLessThan(60)

    from = performance.now()
    await rows.first().getByRole('link').focus()
    await dashboard.keyboard.press('End')
    await expect(rows.last()).toContainText('Note 00000')
    await expect(rows.last().getByRole('link')).toBeFocused()
    took('to the end', from)
    expect(await inDocument()).toBeLessThan(60)
    await expect(rows.last()).toHaveAttribute('aria-posinset', '50000')

    const most = await dashboard.evaluate(async () => {
      const scroller = document.querySelector('.scroller') as HTMLElement
      let most = 0
      for (let i = 0; i <= 60; i++) {
        scroller.scrollTop = (scroller.scrollHeight * (60 - i)) / 60
        await new Promise(requestAnimationFrame)
        most = Math.max(most, document.querySelectorAll('.row').length)
      }
      return most
    })
    expect(most).toBeLessThan(60)
    await expect(rows.first()).toContainText('Note 49999')

    from = performance.now()
    await dashboard.getByRole('searchbox').fill('nOTE 25')
    await expect(dashboard.getByText('1,000 found, the last written first')).toBeVisible({ timeout: 60_000 })
    took('search', from)

    await dashboard.getByRole('searchbox').fill('words')
    await expect(dashboard.getByText(/^Searched [1-9]/)).toBeVisible({ timeout: 10_000 })
    await dashboard.getByRole('button', { name: 'Stop' }).click()
    await expect(dashboard.getByText(/^Stopped after/)).toBeVisible()

    from = performance.now()
    await dashboard.getByRole('link', { name: 'Storage' }).click()
    await expect(dashboard.getByRole('row', { name: /com\.example\.notes 50,000 about/ })).toBeVisible({
      timeout: 60_000,
    })
    took('measuring', from)
  },
)
