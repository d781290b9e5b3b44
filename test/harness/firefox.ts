import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { zipSync } from 'fflate'
import puppeteer, { type Browser, type Page } from 'puppeteer-core'
import { findFirefox } from '../../scripts/browsers.mjs'

const extension = fileURLToPath(new URL('../../.output/firefox-mv3', import.meta.url))
const geckoId = 'allod@allod.invalid'
const uuid = 'a110d000-0000-4000-8000-000000000000' // fixed, so that tests know the extension's origin beforehand
const origin = `moz-extension://${uuid}`

export interface Firefox {
  browser: Browser
  id: string
  /** Runs a script in the browser's own window. */
  inBrowser(script: string): Promise<void>
  /** `moz-extension://…`, without a slash at its end. */
  origin: string
  /** Opens a page of the extension in a tab. */
  extensionPage(path?: string): Promise<Page>
  /** Waits for a page that the extension opens itself, such as the consent window. */
  waitForExtensionPage(path: string, options?: { timeout?: number }): Promise<Page>
  /** How often a page of the extension is open, in any window. */
  count(path: string): Promise<number>
  /** Waits until a page of the extension has closed itself. Puppeteer's `close` event does not always come for them. */
  waitUntilClosed(page: Page): Promise<void>
  /** Stops the background as the browser would, and resolves once it has stopped. The next event wakes it. */
  stopBackground(): Promise<void>
  /** Opens an address in a private window. @returns its page */
  openPrivately(address: string): Promise<Page>
  /** Waits for the next download to be complete. @returns the path of its file */
  download(): Promise<string>
  /** Takes the extension away with all that it stored, and closes every page. */
  uninstall(): Promise<void>
  /** Takes it away, and leaves the pages of websites open. */
  removeUnderPages(): Promise<void>
  /** Installs it, until the browser closes. */
  install(): Promise<void>
  close(): Promise<void>
}

/** Preferences, such as `'extensions.background.idle.timeout': 1500` to see the background fall asleep. */
export type Prefs = Record<string, string | number | boolean>

export interface LaunchOptions {
  /** A folder that outlives the browser. Without it: a new one, removed at close. */
  profile?: string
  prefs?: Prefs
  /**
   * `for now` (the default): until the browser closes. Firefox takes what it stored away with it.
   * `for good`: as an owner has it. It is there at the next start of the same profile: then say `before`.
   */
  install?: 'for now' | 'for good' | 'before'
}

/** Firefox with the built extension. `a.test` and `b.test` lead to this machine; self-signed certificates are taken. */
export async function launch({ profile, prefs = {}, install = 'for now' }: LaunchOptions = {}): Promise<Firefox> {
  const executablePath = await findFirefox()
  if (!executablePath) throw new Error('No Firefox was found. `npm test` installs one.')
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    acceptInsecureCerts: true,
    args: ['--remote-allow-system-access'],
    ...(profile && { userDataDir: profile }),
    extraPrefsFirefox: {
      'network.dns.localDomains': 'a.test,b.test,quill.localhost,codemirror.localhost',
      'extensions.webextensions.uuids': JSON.stringify({ [geckoId]: uuid }),
      'extensions.webextensions.keepUuidOnUninstall': true,
      ...(install !== 'for now' && { 'xpinstall.signatures.required': false }),
      ...prefs,
    },
  })
  const extensionPage = async (path = 'popup.html') => {
    const page = await browser.newPage()
    const opening = page.goto(`${origin}/${path}`)
    opening.catch(() => {}) // it never resolves on pages of an extension, and rejects when the page closes
    await until(() => stands(page, `${origin}/${path}`), `${path} did not open`)
    return page
  }
  const installForNow = async () => {
    await browser.installExtension(extension)
    await inBrowser(browser, untilRegistered)
  }
  try {
    if (install === 'for now') await installForNow()
    if (install === 'for good') {
      await installForGood(browser)
      await inBrowser(browser, untilRegistered)
    }
  } catch (error) {
    await browser.close()
    throw error
  }
  return {
    browser,
    id: geckoId,
    inBrowser: script => inBrowser(browser, script),
    origin,
    extensionPage,
    async waitForExtensionPage(path, { timeout = 10_000 } = {}) {
      const find = async () => {
        for (const page of await browser.pages()) if (await stands(page, `${origin}/${path}`)) return page
        return undefined
      }
      return until(find, `${path} did not open`, timeout)
    },
    async count(path) {
      const addresses = await Promise.all((await browser.pages()).map(addressOf))
      return addresses.filter(address => address.startsWith(`${origin}/${path}`)).length
    },
    async waitUntilClosed(page) {
      await until(async () => (await addressOf(page)) === '', 'the page did not close')
    },
    stopBackground: () => inBrowser(browser, stopBackground),
    async openPrivately(address) {
      await inBrowser(browser, `${openPrivately}(${JSON.stringify(address)})`)
      const find = async () => {
        for (const page of await browser.pages()) if ((await addressOf(page)).startsWith(address)) return page
        return undefined
      }
      return until(find, `${address} did not open`)
    },
    download: () =>
      new Promise((resolve, reject) => {
        const { connection } = browser as unknown as { connection: Connection }
        connection.once('browsingContext.downloadEnd', ({ status, filepath }) => {
          if (filepath) resolve(filepath)
          else reject(new Error(`The download: ${status}`))
        })
      }),
    async uninstall() {
      await browser.uninstallExtension(geckoId) // from now on no window of its own opens
      // A new page opens in the window that was in front last. In a private one the extension would be nowhere, and in one
      // that a site was asked in there are no buttons.
      await inBrowser(browser, closeOtherWindows)
      const blank = await browser.newPage()
      for (const page of await browser.pages()) if (page !== blank) await page.close().catch(() => {})
    },
    removeUnderPages: () => browser.uninstallExtension(geckoId),
    install: installForNow,
    close: () => browser.close(),
  }
}

/** Puppeteer's own way is for now only. A folder cannot be installed for good: it is packed. */
async function installForGood(browser: Browser): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'allod-firefox-'))
  try {
    const path = join(folder, 'allod.xpi')
    writeFileSync(path, zipSync(Object.fromEntries(filesIn(extension))))
    const { connection } = browser as unknown as { connection: Connection }
    const extensionData = { type: 'archivePath', path }
    await connection.send('webExtension.install', { extensionData, 'moz:permanent': true })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Every file below a folder, by its name from there. */
const filesIn = (folder: string): [string, Uint8Array][] =>
  readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    if (!entry.isDirectory()) return [[entry.name, readFileSync(path)]]
    return filesIn(path).map(([name, content]) => [`${entry.name}/${name}`, content])
  })

/** Runs in the browser's own window, where Firefox keeps what it knows of extensions. */
const stopBackground = `
  WebExtensionPolicy.getByID('${geckoId}').extension.terminateBackground({ disableResetIdleForTest: true })
`

/** Runs there as well. */
const openPrivately = `(address => new Promise(resolve => {
  const shown = OpenBrowserWindow({ private: true })
  const started = window => {
    if (window !== shown) return
    Services.obs.removeObserver(started, 'browser-delayed-startup-finished')
    shown.openTrustedLinkIn(address, 'tab')
    resolve()
  }
  Services.obs.addObserver(started, 'browser-delayed-startup-finished')
}))`

/** And this. */
const closeOtherWindows = `
  Promise.all([...Services.wm.getEnumerator('navigator:browser')]
    .filter(window => !window.toolbar.visible || PrivateBrowsingUtils.isWindowPrivate(window))
    .map(window => new Promise(resolve => {
      window.addEventListener('unload', () => resolve(), { once: true })
      window.close()
    })))
`

/** Pages that open from now on get the API from the browser: our background has told it to, after the installation. */
const untilRegistered = `
  new Promise(resolve => {
    const look = () => {
      const { extension } = WebExtensionPolicy.getByID('${geckoId}') ?? {}
      if (extension?.registeredContentScripts.size === 2) resolve()
      else setTimeout(look, 20)
    }
    look()
  })
`

interface Connection {
  send(method: string, parameters: object): Promise<{ result: Answer }>
  once(event: 'browsingContext.downloadEnd', handler: (download: Download) => void): void
}
interface Download {
  status: 'complete' | 'canceled'
  filepath?: string | null
}
interface Answer {
  contexts: { context: string }[]
  exceptionDetails?: { text: string }
}

/** WebDriver BiDi reaches the browser's own windows, and Puppeteer has no words for it. */
async function inBrowser(browser: Browser, expression: string): Promise<void> {
  const { connection } = browser as unknown as { connection: Connection }
  const tree = await connection.send('browsingContext.getTree', { 'moz:scope': 'chrome', maxDepth: 0 })
  const target = tree.result.contexts[0]
  const { result } = await connection.send('script.evaluate', { expression, target, awaitPromise: true })
  if (result.exceptionDetails) throw new Error(result.exceptionDetails.text)
}

/** `page.url()` stays `about:blank` on pages of an extension, so the page itself is asked. */
async function addressOf(page: Page): Promise<string> {
  try {
    return await page.evaluate(() => location.href)
  } catch {
    return '' // closing, or not there yet
  }
}

/** Whether a page shows such an address, and its document stands: a moment before it has no `browser` yet. */
async function stands(page: Page, address: string): Promise<boolean> {
  try {
    return await page.evaluate(
      address => location.href.startsWith(address) && document.readyState !== 'loading',
      address,
    )
  } catch {
    return false // closing, or not there yet
  }
}

async function until<T>(look: () => Promise<T | undefined | false>, failure: string, timeout = 10_000): Promise<T> {
  const end = Date.now() + timeout
  for (;;) {
    const found = await look()
    if (found) return found
    if (Date.now() > end) throw new Error(`${failure} within ${timeout} ms`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}
