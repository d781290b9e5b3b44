import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base } from '@playwright/test'
import type { Page } from 'puppeteer-core'
import { driverOf, test } from '../harness/driver.firefox.ts'
import type { Tab } from '../harness/driver.ts'
import { type Firefox, launch } from '../harness/firefox.ts'
import { type QuietBrowser, quiet, quietWithAccess } from '../harness/journeys/quiet.ts'
import { openPopup } from '../harness/popup.firefox.ts'
import type { Server } from '../harness/serve.ts'
import { serveSite } from '../harness/site.ts'

/** Firefox answers itself what it would ask the owner. */
const prefs = { 'extensions.webextOptionalPermissionPrompts': false }
test.use({ prefs })

base('in quiet mode a site sees what it sees without the extension, until the owner lets it ask', async () => {
  base.setTimeout(180_000)
  const profile = mkdtempSync(join(tmpdir(), 'allod-quiet-'))
  const site = await serveSite()
  try {
    let starts = 0
    await quiet(async () => {
      const install = starts++ === 0 ? 'for good' : 'before'
      return quietBrowser(await launch({ profile, install, prefs }), site)
    }, bare)
  } finally {
    await site.close()
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
})

test('a site that has access knows already, and goes on in quiet mode', async ({ fresh, site }) => {
  await quietWithAccess(quietBrowser(fresh, site), true)
})

function quietBrowser(firefox: Firefox, site: Server): QuietBrowser {
  return {
    driver: driverOf(firefox, site),
    root: firefox.origin,
    page: async path => ownPage(await firefox.extensionPage(path)),
    async popup(over) {
      const popup = await openPopup(firefox, over as Page)
      return { ...popup, choose: popup.press }
    },
    stop: firefox.close,
  }
}

function ownPage(page: Page) {
  const click = (name: string) => page.locator(`::-p-aria([name="${name}"])`).click()
  return {
    async text(words: string) {
      await page.waitForFunction(words => document.body.innerText.includes(words), { polling: 50 }, words)
      return page.evaluate(() => document.body.innerText)
    },
    press: click,
    choose: click,
    close: () => page.close(),
  }
}

async function bare() {
  const { browser, close } = await launch({ install: 'before' }) // a new profile, in which nothing is installed
  return {
    async open(address: string) {
      const page = await browser.newPage()
      await page.goto(address)
      return page as Tab
    },
    stop: close,
  }
}
