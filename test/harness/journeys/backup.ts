/** The backup as its owner lives with it: set up, forgotten about, and needed one day. */
import { expect } from '@playwright/test'
import type { Server } from '../../servers/dav.ts'
import { kitSays, restoreBackup, setUpBackup, type TypedServer, type } from '../backup-page.ts'
import { codeOf, type Driver, grant, type Tab } from '../driver.ts'
import { type OwnPage, untilSays } from '../own-page.ts'
import { all } from '../site.ts'

export interface Owner {
  driver: Driver
  /** The profile is gone, with all that it held. @returns the browser with a new one */
  loseEverything(): Promise<Driver>
  server: Server
}

type BackupJourneys = Record<string, (owner: Owner) => Promise<void>>

const isUpToDate = /Everything is backed up/
/** The backup waits some seconds for more to come. */
const patience = { timeout: 60_000 }

const placeOf = ({ endpoint }: Server): TypedServer => endpoint

async function openWriter(driver: Driver): Promise<Tab> {
  const tab = await driver.open('a')
  await grant(driver, tab, [all('documents', 'read', 'create', 'update')])
  return tab
}

const write = (tab: Tab, title: string): Promise<{ id: string }> =>
  tab.evaluate(title => window.allod.collection('documents').put({ title, body: `All about ${title}.` }), title)

const titles = (tab: Tab): Promise<string[]> =>
  tab.evaluate(async () => {
    const { records } = await window.allod.collection<{ title: string }>('documents').find()
    return records.map(({ title }) => title).sort()
  })

/** The page is told by itself, and the background sleeps meanwhile as it likes. */
async function untilBackedUp(page: OwnPage): Promise<void> {
  await page.bringToFront()
  await expect.poll(() => page.text(), patience).toMatch(isUpToDate)
}

async function backUpTo(owner: Owner): Promise<{ page: OwnPage; words: string[]; code: string }> {
  const page = await owner.driver.ownerPage('dashboard.html#backup')
  const words = await setUpBackup(page, placeOf(owner.server))
  await expect.poll(() => kitSays(page, 'code'), patience).toMatch(/^[0-9A-Z]{8}-1-[0-9A-Z]{8}$/)
  const code = await kitSays(page, 'code')
  await page.click('Done')
  await untilBackedUp(page)
  return { page, words, code }
}

/** On a new profile, from the words and the server alone. */
async function restoreOn(driver: Driver, { server }: Owner, words: string[], code = ''): Promise<OwnPage> {
  const page = await driver.ownerPage('dashboard.html#backup')
  await restoreBackup(page, placeOf(server), words, code)
  await expect.poll(() => page.text(), patience).toMatch(/\d+ records? (was|were) restored/)
  return page
}

export const backup: BackupJourneys = {
  async 'a profile is lost: a new one has every document again, and the site has to ask'(owner) {
    const { page, words, code } = await backUpTo(owner)
    const site = await openWriter(owner.driver)
    for (const title of ['Bees', 'Wax', 'Honey']) await write(site, title)
    await expect.poll(() => page.text(), patience).not.toMatch(isUpToDate)
    await untilBackedUp(page)

    const driver = await owner.loseEverything()
    const restored = await restoreOn(driver, owner, words, code)
    expect(await restored.text()).toMatch(/3 records were restored/)
    const again = await driver.open('a')
    expect(await codeOf(again, 'await allod.collection("documents").find()')).toBe('not_permitted')
    await grant(driver, again, [all('documents', 'read', 'create', 'update')])
    expect(await titles(again)).toEqual(['Bees', 'Honey', 'Wax'])
    // It goes on from here.
    await write(again, 'Mead')
    await untilBackedUp(restored)
  },

  async 'the background dies before it has sent what was written: the next one sends it'(owner) {
    const { page, words } = await backUpTo(owner)
    const site = await openWriter(owner.driver)
    await write(site, 'Bees')
    await owner.driver.stopBackground()
    await write(site, 'Wax')
    await owner.driver.stopBackground()
    await page.bringToFront()
    await page.evaluate(() => location.reload())
    await untilSays(page, isUpToDate)
    await expect.poll(() => page.text(), patience).not.toMatch(/Newer changes wait/)
    const drilled = await tryRestore(page)
    expect(drilled).toMatch(/2 records/)

    const driver = await owner.loseEverything()
    expect(await (await restoreOn(driver, owner, words)).text()).toMatch(/2 records were restored/)
  },

  async 'wrong words and a wrong password say so, and nothing is changed'(owner) {
    const { words } = await backUpTo(owner)
    const driver = await owner.loseEverything()
    const page = await driver.ownerPage('dashboard.html#backup')
    const server = placeOf(owner.server)
    if (server.kind !== 'webdav') throw new Error('The fields of this journey are WebDAV’s.')
    await untilSays(page, 'Restore a backup')
    await page.click('Restore a backup')
    await untilSays(page, 'Kind of server')
    await type(page, 'Address of the folder', server.url)
    await type(page, 'User name', server.user)
    await type(page, 'Password', 'another')
    await page.click('Try it out')
    await untilSays(page, /refuse/)
    await type(page, 'Password', server.password)
    await page.click('Try it out')
    await untilSays(page, 'This server works')
    await page.click('Go on')
    await untilSays(page, 'The kit’s code')
    const others = [...words.slice(1), words[0] as string]
    await type(page, 'The 24 recovery words', [...others.slice(0, 23), 'allodium'].join(' '))
    await page.click('Restore')
    await untilSays(page, /“allodium”/)
    await type(page, 'The 24 recovery words', words.join(' '))
    await type(page, 'The kit’s code', 'my kit')
    await page.click('Restore')
    await untilSays(page, /is not a kit’s code/)
    await type(page, 'The kit’s code', 'ABCDEFGH-7-ABCDEFGH')
    await page.click('Restore')
    await untilSays(page, /older state than the one/)
    await type(page, 'The kit’s code', '')
    await page.click('Restore')
    await expect.poll(() => page.text(), patience).toMatch(/0 records were restored/)
  },
}

/** @returns what the drill says */
async function tryRestore(page: OwnPage): Promise<string> {
  await page.click('Try a restore')
  const says = /.*records? read back.*/
  await expect.poll(() => page.text(), patience).toMatch(says)
  return says.exec(await page.text())?.[0] ?? ''
}
