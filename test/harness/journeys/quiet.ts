/** Quiet mode: nobody but the sites that the owner lets ask can tell that Allod is there. */
import { expect } from '@playwright/test'
import { type Driver, grant, type Tab } from '../driver.ts'
import { lookForAllod, serveProbe } from '../probe.ts'
import { all } from '../site.ts'

/** A page of ours, in a tab or as the button's popup. */
interface OwnPage {
  /** All that it says, once `words` stand in it. */
  text(words: string): Promise<string>
  /** Real clicks. */
  press(button: string): Promise<void>
  choose(radio: string): Promise<void>
  close(): Promise<void>
}

export interface QuietBrowser {
  driver: Driver
  /** The extension's own address. */
  root: string
  page(path: string): Promise<OwnPage>
  /** The real popup, over a tab. */
  popup(over: Tab): Promise<OwnPage>
  stop(): Promise<void>
}

/** The same browser without the extension. */
export interface BareBrowser {
  open(address: string): Promise<Tab>
  stop(): Promise<void>
}

const inSilence = 'undefined'
const first = (tab: Tab) => tab.evaluate(() => window.first)
const now = (tab: Tab) => tab.evaluate(() => typeof window.allod)
const untilThere = (tab: Tab) => expect.poll(() => now(tab)).toBe('object')

/** @param start the browser, on one profile that stays */
export async function quiet(start: () => Promise<QuietBrowser>, bare: () => Promise<BareBrowser>): Promise<void> {
  const probe = await serveProbe()
  const [at, elsewhere] = [probe.origin('quiet'), probe.origin('other')]
  const host = new URL(at).host
  let browser = await start()
  try {
    const nothing = await withoutExtension(bare, browser.root, at, elsewhere)
    const open = (address: string) => openAt(browser.driver, address)
    const site = await open(at)
    // Whether the probe sees anything at all.
    expect(await lookForAllod(site, browser.root)).not.toBe(nothing[at])
    const welcome = await browser.page('welcome.html')
    await welcome.choose('Quiet')
    await welcome.text('Allod is quiet now.')
    await welcome.close()

    const isSilent = async (tab: Tab, address: string) => {
      await tab.goto(address)
      expect(await lookForAllod(tab, browser.root)).toBe(nothing[address])
      expect(await first(tab)).toBe(inSilence)
    }
    const other = await open(elsewhere)
    await isSilent(site, at)
    await isSilent(other, elsewhere)

    await site.reload()
    let popup = await browser.popup(site)
    await popup.text(`${host} does not know that Allod is here.`)
    await popup.press(`Let ${host} ask`)
    await untilThere(site) // without a reload
    await popup.text(`Hide Allod from ${host}`)
    await popup.close()
    await site.reload()
    expect(await first(site)).toBe('object')
    expect(await lookForAllod(site, browser.root)).not.toBe(nothing[at])
    expect(await site.evaluate(() => window.allod.permissions.query())).toEqual([])
    await isSilent(other, elsewhere)

    await browser.driver.stopBackground()
    await site.reload()
    expect(await first(site)).toBe('object')
    await isSilent(other, elsewhere)

    await site.reload()
    popup = await browser.popup(site)
    await popup.press(`Hide Allod from ${host}`)
    await popup.text(`${host} may not ask any more. A tab of it that is open knows of Allod until it is reloaded.`)
    await popup.close()
    expect(await now(site)).toBe('object')
    await isSilent(site, at)
    await site.reload()
    popup = await browser.popup(site)
    await popup.press(`Let ${host} ask`)
    await untilThere(site)
    await popup.close()

    await browser.stop()
    browser = await start()
    const again = await open(at)
    expect(await first(again)).toBe('object')
    const otherAgain = await open(elsewhere)
    await isSilent(otherAgain, elsewhere)

    const dashboard = await browser.page('dashboard.html#privacy')
    await dashboard.text(host)
    await dashboard.press(`Hide Allod from ${host}`)
    await dashboard.text('No site. To let one ask,')
    await isSilent(again, at)
    await dashboard.choose('Every site may ask')
    await dashboard.text('Every site may ask now.')
    await untilThere(otherAgain) // without a reload
    await again.reload()
    expect(await first(again)).toBe('object')
  } finally {
    await browser.stop()
    await probe.close()
  }
}

/** Sites with access know already, and go on. @param asksAgain whether the browser has to be asked for it anew */
export async function quietWithAccess(browser: QuietBrowser, asksAgain: boolean): Promise<void> {
  const { driver } = browser
  const friend = await driver.open('friend')
  await grant(driver, friend, [all('notes', 'read')], 'Always')
  const dashboard = await browser.page('dashboard.html#privacy')
  await dashboard.choose('Quiet')
  await dashboard.text('Allod is quiet now.')
  if (asksAgain) {
    await dashboard.press('Let them go on asking')
    await dashboard.text('They may ask again.')
  }
  await dashboard.text(`Hide Allod from ${new URL(driver.origin('friend')).host}`)
  await friend.reload()
  await untilThere(friend)
  expect(await friend.evaluate(() => window.allod.collection('notes').find())).toMatchObject({ records: [] })
  const stranger = await driver.open('stranger')
  expect(await now(stranger)).toBe('undefined')
}

async function openAt(driver: Driver, address: string): Promise<Tab> {
  const tab = await driver.open('blank')
  await tab.goto(address)
  return tab
}

async function withoutExtension(
  bare: () => Promise<BareBrowser>,
  root: string,
  ...addresses: string[]
): Promise<Record<string, string>> {
  const browser = await bare()
  try {
    const seen: Record<string, string> = {}
    for (const address of addresses) seen[address] = await lookForAllod(await browser.open(address), root)
    return seen
  } finally {
    await browser.stop()
  }
}
