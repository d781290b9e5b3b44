import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base, expect } from '@playwright/test'
import type { Page } from 'puppeteer-core'
import { driverOf, test } from '../harness/driver.firefox.ts'
import type { Tab } from '../harness/driver.ts'
import { type Firefox, launch } from '../harness/firefox.ts'
import { type QuietBrowser, quiet, quietWithAccess } from '../harness/journeys/quiet.ts'
import { openPopup } from '../harness/popup.firefox.ts'
import type { Server } from '../harness/serve.ts'
import { serveSite } from '../harness/site.ts'
import { verify } from '../harness/tags.ts'

/** Firefox answers itself what it would ask the owner. */
const prefs = { 'extensions.webextOptionalPermissionPrompts': false }
test.use({ prefs })

base('in quiet mode a site sees what it sees without the extension, until the owner lets it ask', verify, async () => {
  base.setTimeout(300_000)
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

test('a site that has access knows already, and goes on in quiet mode', verify, async ({ fresh, site }) => {
  await quietWithAccess(quietBrowser(fresh, site), true)
})

base('Firefox asks the owner too, and the background dies meanwhile: what was answered holds', verify, async () => {
  base.setTimeout(120_000)
  const site = await serveSite()
  const firefox = await launch({ prefs: { 'security.notification_enable_delay': 0 } })
  try {
    const browser = quietBrowser(firefox, site)
    const welcome = await browser.page('welcome.html')
    await welcome.choose('Quiet')
    await welcome.text('Allod is quiet now.')
    const tab = await browser.driver.open('asked')
    const host = new URL(browser.driver.origin('asked')).host
    for (const answer of ['secondaryButton', 'button'] as const) {
      const popup = await browser.popup(tab)
      await popup.press(`Let ${host} ask`)
      await firefox.inBrowser(untilAsked)
      expect(await tab.evaluate(() => typeof window.allod)).toBe('undefined')
      await firefox.stopBackground()
      await firefox.inBrowser(`PopupNotifications.panel.firstElementChild.${answer}.click()`)
      if (answer === 'button') await expect.poll(() => tab.evaluate(() => typeof window.allod)).toBe('object')
      await popup.text(answer === 'button' ? `Hide Allod from ${host}` : `Let ${host} ask`)
      await popup.close()
      await tab.reload()
      expect(await tab.evaluate(() => typeof window.allod)).toBe(answer === 'button' ? 'object' : 'undefined')
    }
  } finally {
    await firefox.close()
    await site.close()
  }
})

/** Firefox's own question stands there. */
const untilAsked = `
  new Promise(resolve => {
    const look = () => (PopupNotifications.panel.state === 'open' ? resolve() : setTimeout(look, 20))
    look()
  })
`

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
      return page.evaluate(() => document.body?.innerText ?? '')
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
