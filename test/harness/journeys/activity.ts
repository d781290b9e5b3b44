import { expect } from '@playwright/test'
import { ask, codeOf, type Driver, grant, type Journeys, outcomeOf, type Tab } from '../driver.ts'
import { callOwner } from '../owner.ts'
import { all } from '../site.ts'

const textOf = (page: Tab): Promise<string> => page.evaluate(() => document.body?.innerText ?? '')
const shows = (page: Tab, words: string | RegExp) =>
  expect.poll(() => textOf(page), { timeout: 20_000 }).toMatch(typeof words === 'string' ? literally(words) : words)
const showsNot = (page: Tab, words: string) =>
  expect.poll(() => textOf(page), { timeout: 20_000 }).not.toMatch(literally(words))
const literally = (words: string) => new RegExp(words.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))

const dashboard = (driver: Driver, origin = '') =>
  driver.ownPage(`dashboard.html#activity${origin && `/${encodeURIComponent(origin)}`}`)

/** Clicks a button of our own page; whether it can be reached and seen is for other tests. */
async function press(page: Tab, name: string): Promise<void> {
  const find = (name: string) => {
    const buttons = [...document.querySelectorAll('button')]
    return buttons.find(button => [button.getAttribute('aria-label'), button.innerText].includes(name))
  }
  await expect
    .poll(() =>
      page.evaluate(`(name => {
        const button = (${find})(name)
        if (!button || button.disabled) return false
        button.click()
        return true
      })(${JSON.stringify(name)})`),
    )
    .toBe(true)
}

async function fill(page: Tab, selector: string, value: string): Promise<void> {
  await page.evaluate(
    ([selector, value]) => {
      const field = document.querySelector(selector as string) as HTMLInputElement | HTMLSelectElement
      field.value = value as string
      field.dispatchEvent(new Event(field instanceof HTMLSelectElement ? 'change' : 'input', { bubbles: true }))
    },
    [selector, value],
  )
}

const badgeOf = (page: Tab): Promise<string> => page.evaluate('chrome.action.getBadgeText({})')

/** Presses an export's button. @returns what was written into the file that the owner would have picked */
async function exported(page: Tab, name: string): Promise<string> {
  await page.evaluate(() => {
    const chunks: Uint8Array[] = []
    const file = {
      write: async (chunk: Uint8Array) => void chunks.push(chunk),
      close: async () => void Object.assign(window, { saved: new Blob(chunks as BlobPart[]).text() }),
      abort: async () => {},
    }
    const showSaveFilePicker = async () => ({ createWritable: async () => file })
    Object.assign(window, { saved: undefined, showSaveFilePicker })
  })
  await press(page, name)
  await expect.poll(() => page.evaluate('window.saved !== undefined')).toBe(true)
  return page.evaluate('window.saved')
}

/** RFC 4180, read as a spreadsheet does. */
function cellsOf(csv: string): string[][] {
  const rows: string[][] = []
  for (const line of csv.matchAll(/((?:"(?:[^"]|"")*"|[^",\r\n]*)(?:,|\r\n))/g)) {
    const cell = line[0].replace(/(,|\r\n)$/, '')
    if (rows.length === 0 || rows.at(-1)?.at(-1) === '\n') rows.push([])
    rows.at(-1)?.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell)
    if (line[0].endsWith('\r\n')) rows.at(-1)?.push('\n')
  }
  return rows.map(row => row.slice(0, -1))
}

const formula = '=HYPERLINK("http://evil.test","x")'

export const activity: Journeys = {
  'the owner sees what a site asked, read and wrote, what it was refused, and that it was revoked': async driver => {
    const empty = await dashboard(driver)
    await shows(empty, 'Nothing has happened yet.')

    const site = await driver.open('writer')
    const host = new URL(driver.origin('writer')).host
    const consent = await ask(driver, site, [all('notes', 'read', 'create', 'update', 'delete')], 'To keep your notes')
    await consent.press('Allow')
    expect((await outcomeOf(site)).grant).toBeDefined()
    await site.evaluate(async () => {
      const notes = window.allod.collection('notes')
      for (const id of ['a', 'b', 'c']) await notes.put({ id, title: id, body: 'x' })
      await notes.patch('a', { title: 'changed' })
      await notes.find({ fields: ['title'] })
      await notes.count()
    })
    expect(await codeOf(site, `await allod.collection('contacts').find()`)).toBe('not_permitted')
    expect(await codeOf(site, `await allod.collection('contacts').get('x')`)).toBe('not_permitted')
    await callOwner(await driver.popup(), 'revoke', driver.origin('writer'))

    // It has stood open all the while.
    await shows(empty, `asked to read, create, update, delete notes – “To keep your notes”`)
    await shows(empty, 'You allowed it to read, create, update notes') // to delete is not ticked beforehand
    await shows(empty, /created 3 records.* of notes: body, title/)
    await shows(empty, /updated 1 record.* of notes/)
    await shows(empty, 'read 3 records of notes: title')
    await shows(empty, 'was shown 1 record of notes when it wrote: all fields')
    await shows(empty, 'counted records of notes')
    await shows(empty, 'was refused 2 times on contacts: not permitted')
    await shows(empty, 'You revoked its access: read, create, update notes')
    await shows(empty, `${host} · today`)
    await showsNot(empty, 'Nothing has happened yet.')

    await empty.bringToFront()
    await fill(empty, 'input[type=search]', 'CONTACTS')
    await showsNot(empty, 'created 3 records')
    await shows(empty, 'was refused 2 times on contacts')
    await fill(empty, 'input[type=search]', '')
    await fill(empty, '.activity .line select', 'revoke')
    await shows(empty, 'You revoked its access')
    await showsNot(empty, 'was refused')
    await fill(empty, 'input[type=search]', 'no such words')
    await shows(empty, 'Nothing of the kind has happened.')

    const other = await dashboard(driver, 'https://other.test')
    await shows(other, 'Nothing of the kind has happened.')
  },

  'what a site would have a spreadsheet calculate is text in the exported file': async driver => {
    const site = await driver.open('writer')
    const scope = { collection: 'notes', access: ['read' as const, 'create' as const], records: 'all' as const }
    const consent = await ask(driver, site, [{ ...scope, fields: [formula, '@SUM(1)', '+1', '-1'] }], formula)
    await consent.press('Allow')
    expect((await outcomeOf(site)).grant).toBeDefined()
    await site.evaluate(async formula => {
      const notes = window.allod.collection<Record<string, string>>('notes')
      await notes.put({ id: formula, [formula]: formula })
      await notes.find({ fields: [formula] })
    }, formula)

    const page = await dashboard(driver)
    await shows(page, `read 1 record of notes: ${formula}`)
    const rows = cellsOf(await exported(page, 'Export as CSV'))
    await shows(page, /Exported \d+ entries\./)
    expect(rows[0]?.slice(0, 5)).toEqual(['time', 'until', 'site', 'what', 'collection'])
    expect(new Set(rows.map(({ length }) => length))).toEqual(new Set([rows[0]?.length]))
    expect(rows.flat().filter(cell => /^[=+\-@\t\r]/.test(cell))).toEqual([])
    expect(rows.flat().filter(cell => cell === `'${formula}`).length).toBeGreaterThanOrEqual(3) // reason, read, write

    const lines = (await exported(page, 'Export as JSON Lines')).trimEnd().split('\n')
    const entries = lines.map(line => JSON.parse(line) as { what: string; fields?: string[]; reason?: string })
    expect(entries).toHaveLength(rows.length - 1)
    expect(entries.find(({ what }) => what === 'request')?.reason).toBe(formula)
    expect(entries.find(({ what }) => what === 'read')?.fields).toEqual([formula])
  },

  'a site that reads far more than usual is marked until the owner has seen it': async driver => {
    const site = await driver.open('writer')
    const origin = driver.origin('writer')
    const { host } = new URL(origin)
    await grant(driver, site, [all('notes', 'read', 'create')])
    await site.evaluate(async () => {
      const notes = window.allod.collection('notes')
      await Promise.all(Array.from({ length: 1_001 }, (_, i) => notes.put({ id: `r${1_000 + i}`, i })))
      await notes.find({ limit: 1_000 })
    })
    const popup = await driver.popup()
    const page = await dashboard(driver)
    await shows(page, 'read 1,000 records of notes')
    expect(await badgeOf(popup)).toBe('')
    expect(await textOf(popup)).not.toContain('far more than usual')

    await site.evaluate(() => window.allod.collection('notes').get('r1000'))
    await shows(popup, 'Has read 1,001 records today, far more than usual.')
    await expect.poll(() => badgeOf(popup)).toBe('!')

    // A request that waits is told first.
    const consent = await ask(driver, site, [all('contacts', 'read')])
    await expect.poll(() => badgeOf(popup)).toBe('1')
    await consent.press('Deny')
    await expect.poll(() => badgeOf(popup)).toBe('!')

    await driver.stopBackground()
    const sites = await driver.ownPage('dashboard.html#sites')
    await shows(sites, 'Has read 1,001 records today, far more than usual.')
    await expect.poll(() => badgeOf(sites)).toBe('!')
    await press(sites, `Seen: ${host}`)
    await showsNot(sites, 'far more than usual')
    await expect.poll(() => badgeOf(sites)).toBe('')

    await site.bringToFront()
    await site.evaluate(() => window.allod.collection('notes').find({ limit: 10 }))
    await page.bringToFront()
    await shows(page, 'read 10 records of notes')
    expect(await badgeOf(page)).toBe('')
  },

  'what has been written down stays when the background is stopped': async driver => {
    const site = await driver.open('writer')
    await grant(driver, site, [all('notes', 'read')])
    let page = await dashboard(driver)
    for (let round = 1; round <= 3; round++) {
      await site.evaluate(() => window.allod.collection('notes').getMany(['a', 'b']))
      await codeOf(site, `await allod.collection('contacts').find()`)
      await page.bringToFront()
      await expect.poll(() => refusedIn(page), { timeout: 20_000 }).toBe(round)
      await driver.stopBackground()
      await page.close()
      page = await dashboard(driver)
      await expect.poll(() => refusedIn(page), { timeout: 20_000 }).toBe(round)
    }
    await shows(page, 'You allowed it to read notes')
  },
}

/** How many calls were refused, all lines together: a background that is new begins a row of its own. */
async function refusedIn(page: Tab): Promise<number> {
  const lines = (await textOf(page)).split('\n').filter(line => line.startsWith('was refused'))
  return lines.reduce((sum, line) => sum + Number(/(\d+) times/.exec(line)?.[1] ?? 1), 0)
}
