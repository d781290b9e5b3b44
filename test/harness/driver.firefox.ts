/** One Firefox for all tests of a worker; each test gets the extension newly installed, thus an empty store. */
import { test as base, expect } from '@playwright/test'
import type { Page } from 'puppeteer-core'
import type { ConsentWindow, Driver, Tab } from './driver.ts'
import { type Firefox, launch, type Prefs } from './firefox.ts'
import { ownPageOf } from './own-page.firefox.ts'
import type { Server } from './serve.ts'
import { serveSite } from './site.ts'

export const test = base.extend<{ driver: Driver; fresh: Firefox }, { prefs: Prefs; firefox: Firefox; site: Server }>({
  prefs: [{}, { option: true, scope: 'worker' }],
  firefox: [
    async ({ prefs }, use) => {
      const firefox = await launch({ prefs })
      await use(firefox)
      await firefox.close()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  site: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures from the pattern
    async ({}, use) => {
      const server = await serveSite()
      await use(server)
      await server.close()
    },
    { scope: 'worker' },
  ],
  fresh: async ({ firefox }, use) => {
    // The page that greets comes up in its own time, over whatever a test has just clicked. On a busy machine it does not
    // always come, and no test needs it.
    const welcome = await firefox.waitForExtensionPage('welcome.html').catch(() => undefined)
    welcome?.close().catch(() => {}) // its answer does not always come
    if (welcome) await firefox.waitUntilClosed(welcome)
    await use(firefox)
    await firefox.uninstall()
    await firefox.install()
  },
  driver: async ({ fresh, site }, use) => use(driverOf(fresh, site)),
})
test.setTimeout(120_000)

export function driverOf(firefox: Firefox, site: Server): Driver {
  return {
    origin: name => site.origin(name),
    async open(name) {
      const page = await firefox.browser.newPage()
      await page.goto(site.origin(name))
      return page as Tab
    },
    async goBack(tab) {
      const address = () => tab.evaluate(() => location.href).catch(() => '') // '' in the midst of it
      const before = await address()
      await tab.evaluate(() => void setTimeout(() => history.back())) // Puppeteer's own waits for a load that never comes
      await expect.poll(async () => ['', before].includes(await address())).toBe(false)
    },
    click: tab => (tab as Page).locator('button').click(),
    async consent() {
      const page = await firefox.waitForExtensionPage('consent.html')
      await page.waitForFunction(() => document.querySelector('button.primary') !== null, { polling: 'mutation' })
      return windowOf(firefox, page)
    },
    countConsents: () => firefox.count('consent.html'),
    popup: async () => (await firefox.extensionPage()) as Tab,
    ownPage: async path => (await firefox.extensionPage(path)) as Tab,
    async prototypeOfBackground() {
      const popup = await firefox.extensionPage()
      const names = await popup.evaluate(async () => {
        const background = await (
          globalThis as unknown as { browser: { runtime: { getBackgroundPage(): Promise<typeof globalThis> } } }
        ).browser.runtime.getBackgroundPage()
        return Object.getOwnPropertyNames(background.Object.prototype)
      })
      await popup.close()
      return names
    },
    stopBackground: () => firefox.stopBackground(),
    stopper: async () => () => firefox.stopBackground(),
    ownerPage: async path => ownPageOf(await firefox.extensionPage(path)),
  }
}

function windowOf(firefox: Firefox, page: Page): ConsentWindow {
  const named = (name: string) => page.locator(`::-p-aria([name="${name}"])`)
  /** Out from under the buttons, which stay at the window's foot: Puppeteer clicks whatever lies on top. */
  const uncover = (name: string) =>
    named(name)
      .map(input => input.scrollIntoView({ block: 'center', behavior: 'instant' }))
      .wait()
  const click = (name: string) => named(name).click() // waits until it is enabled
  return {
    text: () => page.evaluate(() => document.body?.innerText ?? ''),
    evaluate: (page as Tab).evaluate.bind(page),
    key: name => page.keyboard.press(name),
    async closingKey(name) {
      page.keyboard.press(name === 'Space' ? ' ' : name).catch(() => {}) // it closes under the key
      await firefox.waitUntilClosed(page)
    },
    async hold(name) {
      await page.keyboard.down(name === 'Space' ? ' ' : name)
      await page.keyboard.down(name === 'Space' ? ' ' : name)
      await page.keyboard.up(name === 'Space' ? ' ' : name)
    },
    async strike(name) {
      const box = await page.$(`::-p-aria([name="${name}"])`).then(button => button?.boundingBox())
      if (box) await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
    },
    async choose(name) {
      await uncover(name)
      await click(name)
    },
    async press(name) {
      await uncover(name)
      await click(name).catch(() => {}) // it may close under the click
      await firefox.waitUntilClosed(page)
    },
    openOthers: () => page.locator('summary').click(),
    pressAndStay: click,
    bringToFront: () => page.bringToFront(),
    async close() {
      page.close().catch(() => {}) // its answer does not always come
      await firefox.waitUntilClosed(page)
    },
    untilClosed: () => firefox.waitUntilClosed(page),
  }
}
