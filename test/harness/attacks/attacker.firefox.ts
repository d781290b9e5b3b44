import type { Frame, Page } from 'puppeteer-core'
import { test as base, driverOf } from '../driver.firefox.ts'
import type { Tab } from '../driver.ts'
import type { Firefox } from '../firefox.ts'
import { type Hostile, serveHostile } from '../hostile.ts'
import type { Attacker } from './attacker.ts'

/** Attackers open windows without a click, and use names that end in a dot. */
const prefs = { 'dom.disable_open_during_load': false, 'network.dns.localDomains': 'a.test,b.test,a.test.,sub.a.test' }

export const test = base.extend<{ attacker: Attacker; hostile: Hostile }>({
  prefs: [prefs, { scope: 'worker' }],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures from the pattern
  hostile: async ({}, use) => {
    const hostile = await serveHostile()
    await use(hostile)
    await hostile.close()
  },
  attacker: async ({ fresh, hostile }, use) => use(attackerOf(fresh, hostile)),
})

export function attackerOf(firefox: Firefox, hostile: Hostile): Attacker {
  const { pages, origin, insecure, otherPort } = hostile
  return {
    ...driverOf(firefox, { ...hostile, port: 0 }),
    pages,
    origin,
    insecure,
    otherPort,
    extension: firefox.origin,
    async visit(address) {
      const page = await firefox.browser.newPage()
      await page.goto(address).catch(() => {})
      return page as Tab
    },
    async tabAt(address) {
      for (const page of await firefox.browser.pages())
        if ((await addressOf(page)).startsWith(address)) return page as Tab
      return null
    },
    frames: tab => Promise.all((tab as Page).frames().map(addressOf)),
    ownPage: async path => (await firefox.extensionPage(path)) as Tab,
  }
}

/** What it says of itself: the driver does not know the address of a page of an extension. */
const addressOf = (place: Page | Frame): Promise<string> => place.evaluate(() => location.href).catch(() => '')
