import type { Page } from 'playwright'
import { test as base } from './browser.ts'
import type { Chromium } from './chromium.ts'
import type { ConsentWindow, Driver, Tab } from './driver.ts'
import { ownPageOf } from './own-page.chromium.ts'
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
    ownPage: async path => (await browser.extensionPage(path)) as Tab,
    async prototypeOfBackground() {
      const worker = browser.context.serviceWorkers()[0] ?? (await browser.context.waitForEvent('serviceworker'))
      return worker.evaluate(() => Object.getOwnPropertyNames(Object.prototype))
    },
    stopBackground: () => browser.stopWorker(),
    stopper: () => browser.workerStopper(),
    ownerPage: async path => ownPageOf(await browser.extensionPage(path)),
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
    async hold(name) {
      await page.keyboard.down(name)
      await page.keyboard.down(name)
      await page.keyboard.up(name)
    },
    async strike(name) {
      const box = await page.getByRole('button', { name }).boundingBox()
      if (box) await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
    },
    choose: name => page.getByRole('checkbox', { name }).or(page.getByRole('radio', { name })).click(),
    press: name => press(page, name),
    openOthers: () => page.getByText('Other answers').click(),
    pressAndStay: name => page.getByRole('button', { name }).click(),
    bringToFront: () => page.bringToFront(),
    close: () => page.close(),
    untilClosed: () => closed,
  }
}
