import { test as base } from '@playwright/test'
import { missingFor } from '../../scripts/servers.mjs'
import type { Server } from '../servers/dav.ts'
import { startLighttpd } from '../servers/lighttpd.ts'
import { type Chromium, launch } from './chromium.ts'
import { driverOf } from './driver.chromium.ts'
import type { Owner } from './journeys/backup.ts'
import type { Server as Site } from './serve.ts'
import { serveSite } from './site.ts'

/** A browser that can lose its profile, and a server to back up to. */
export const test = base.extend<{ owner: Owner; server: Server; site: Site }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures from the pattern
  server: async ({}, use) => {
    base.skip(!process.env.CI && missingFor('lighttpd').length > 0, 'lighttpd is not installed')
    const server = await startLighttpd()
    await use(server)
    await server.stop()
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures from the pattern
  site: async ({}, use) => {
    const site = await serveSite()
    await use(site)
    await site.close()
  },
  owner: async ({ server, site }, use) => {
    let browser: Chromium = await launch()
    await use({
      driver: driverOf(browser, site),
      server,
      async loseEverything() {
        await browser.close()
        browser = await launch()
        return driverOf(browser, site)
      },
    })
    await browser.close()
  },
})
export { expect } from '@playwright/test'
