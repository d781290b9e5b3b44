/** One browser with the extension, and one server of blank sites, for all tests of a file. */
import { test as base } from '@playwright/test'
import { type Chromium, launch } from './chromium.ts'
import type { Server } from './serve.ts'
import { serveSite } from './site.ts'

export const test = base.extend<{ browserWithAllod: Chromium; site: Server }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures from the pattern
  browserWithAllod: async ({}, use) => {
    const browser = await launch()
    await use(browser)
    await browser.close()
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures from the pattern
  site: async ({}, use) => {
    const server = await serveSite()
    await use(server)
    await server.close()
  },
})
export { expect } from '@playwright/test'
