import type { Page } from 'playwright'
import { test as base } from './browser.ts'
import type { Chromium } from './chromium.ts'
import type { ConsentWindow, Driver, OwnPage, Tab } from './driver.ts'
import type { Server } from './serve.ts'
import { isConsent, openSite, press } from './site.ts'

export const test = base.extend<{ driver: Driver }>({
  driver: async ({ browserWithAllod, site }, use) => use(driverOf(browserWithAllod, site)),
})

export function driverOf(browser: Chromium, site: Server): Driver {
  return {
    origin: name => site.origin(name),
    open: async name => (await openSite(browser, site, name)) as Tab,
    goBack: async tab => void (await (tab as Page).goBack({ waitUntil: 'commit' })),
    click: tab => (tab as Page).getByRole('button', { name: 'Ask' }).click(),
    async consent() {
      const page = browser.context.pages().find(isConsent) ?? (await browser.context.waitForEvent('page', isConsent))
      await page.getByRole('button', { name: 'Allow' }).waitFor()
      return windowOf(page)
    },
    countConsents: async () => browser.context.pages().filter(isConsent).length,
    popup: async () => (await browser.extensionPage()) as Tab,
    ownPage: async path => ownPageOf(await browser.extensionPage(path)),
    stopBackground: () => browser.stopWorker(),
    stopper: () => browser.workerStopper(),
  }
}

function ownPageOf(page: Page): OwnPage {
  return {
    text: () => page.locator('body').innerText(),
    evaluate: (page as Tab).evaluate.bind(page),
    async click(name) {
      const named = { name, exact: true }
      await page.getByRole('button', named).or(page.getByRole('link', named)).click()
    },
    fill: (name, text) => page.getByRole('textbox', { name, exact: true }).fill(text),
    bringToFront: () => page.bringToFront(),
  }
}

function windowOf(page: Page): ConsentWindow {
  const closed = new Promise<void>(resolve => page.once('close', () => resolve()))
  return {
    text: () => page.locator('body').innerText(),
    evaluate: (page as Tab).evaluate.bind(page),
    key: name => page.keyboard.press(name),
    async closingKey(name) {
      await page.keyboard.press(name).catch(() => {}) // it closes under the key
      await closed
    },
    choose: name => page.getByRole('checkbox', { name }).or(page.getByRole('radio', { name })).click(),
    press: name => press(page, name),
    pressAndStay: name => page.getByRole('button', { name }).click(),
    bringToFront: () => page.bringToFront(),
    close: () => page.close(),
    untilClosed: () => closed,
  }
}
