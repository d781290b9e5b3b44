import type { Page } from 'playwright'
import { test as base } from '../browser.ts'
import type { Chromium } from '../chromium.ts'
import { driverOf } from '../driver.chromium.ts'
import type { Tab } from '../driver.ts'
import { type Hostile, serveHostile } from '../hostile.ts'
import type { Attacker } from './attacker.ts'

export const test = base.extend<{ attacker: Attacker; hostile: Hostile }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures from the pattern
  hostile: async ({}, use) => {
    const hostile = await serveHostile()
    await use(hostile)
    await hostile.close()
  },
  attacker: async ({ browserWithAllod, hostile }, use) => use(attackerOf(browserWithAllod, hostile)),
})

export function attackerOf(browser: Chromium, hostile: Hostile): Attacker {
  const { context, extensionId } = browser
  const { pages, origin, insecure, otherPort } = hostile
  return {
    ...driverOf(browser, { ...hostile, port: 0 }),
    pages,
    origin,
    insecure,
    otherPort,
    extension: `chrome-extension://${extensionId}`,
    async visit(address) {
      const page = await context.newPage()
      await page.goto(address).catch(() => {})
      return page as Tab
    },
    tabAt: async address => (context.pages().find(page => page.url().startsWith(address)) ?? null) as Tab | null,
    frames: async tab => (tab as Page).frames().map(frame => frame.url()),
    ownPage: async path => (await browser.extensionPage(path)) as Tab,
  }
}
