import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BrowserContext, chromium, type Page, type Worker } from 'playwright'
import { extensionArgs, findChromium } from '../../scripts/browsers.mjs'
import { untilSettled } from './owner.ts'

const extension = fileURLToPath(new URL('../../.output/chrome-mv3', import.meta.url))

export interface Chromium {
  context: BrowserContext
  extensionId: string
  /** The profile's folder. */
  folder: string
  /** Opens a page of the extension in a tab. */
  extensionPage(path?: string): Promise<Page>
  /** Stops the background as the browser would, and resolves once it has stopped. The next event wakes it. */
  stopWorker(): Promise<void>
  /** The same, made ready beforehand: the returned function stops it within milliseconds, each time it is called. */
  workerStopper(): Promise<() => Promise<void>>
  close(): Promise<void>
}

export interface LaunchOptions {
  /** A folder that outlives the browser, to start again with the same data. Without it: a new one, removed at close. */
  profile?: string
  /** More arguments for the browser. */
  args?: string[]
}

/** How both kinds are started: with the extension, and without. */
const options = (executablePath: string, args: string[]) => ({
  executablePath,
  headless: true,
  viewport: null, // extension windows keep their true size
  ignoreHTTPSErrors: true,
  ignoreDefaultArgs: ['--disable-back-forward-cache'],
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--host-resolver-rules=MAP *.test 127.0.0.1, MAP *.test. 127.0.0.1',
    ...args,
  ],
})

/** The same browser without the extension. */
export async function launchBare(): Promise<BrowserContext> {
  const executablePath = await findChromium()
  if (!executablePath) throw new Error('No Chromium was found. `npm test` installs one.')
  return chromium.launchPersistentContext('', options(executablePath, [])) // '': a folder of its own, removed at close
}

/** Chromium with the built extension. `*.test` leads to this machine, and self-signed certificates are taken. */
export async function launch({ profile, args = [] }: LaunchOptions = {}): Promise<Chromium> {
  const executablePath = await findChromium()
  if (!executablePath) throw new Error('No Chromium was found. `npm test` installs one.')
  const folder = profile ?? mkdtempSync(join(tmpdir(), 'allod-chromium-'))
  const removeFolder = () => {
    process.off('exit', removeFolder)
    if (!profile) rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  process.on('exit', removeFolder) // an interrupted test leaves nothing behind either
  try {
    const context = await chromium.launchPersistentContext(
      folder,
      options(executablePath, [...extensionArgs(extension), ...args]),
    )
    const isOurs = (worker: Worker) => worker.url().endsWith('/background.js') // another extension may stand beside it
    const worker = context.serviceWorkers().find(isOurs) ?? (await context.waitForEvent('serviceworker', isOurs))
    const extensionId = new URL(worker.url()).host
    const extensionPage = async (path = 'popup.html') => {
      const page = await context.newPage()
      await page.goto(`chrome-extension://${extensionId}/${path}`)
      return page
    }
    if (!profile) await closeWelcome(context)
    const popup = await extensionPage()
    await untilSettled(popup)
    await popup.close()
    return {
      context,
      extensionId,
      folder,
      extensionPage,
      stopWorker: async () => {
        const page = await extensionPage('manifest.json') // a page that wakes nothing
        await (await stopperOn(page))()
        await page.close()
      },
      workerStopper: async () => stopperOn(await extensionPage('manifest.json')),
      close: async () => {
        await context.close()
        removeFolder()
      },
    }
  } catch (error) {
    removeFolder()
    throw error
  }
}

/** The page that greets after the installation: no test is to take it for one that it waits for. */
async function closeWelcome(context: BrowserContext): Promise<void> {
  const isWelcome = (page: Page) => page.url().endsWith('/welcome.html')
  const welcome = context.pages().find(isWelcome) ?? (await context.waitForEvent('page', isWelcome))
  await welcome.close()
}

async function stopperOn(page: Page): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page)
  let status = ''
  let told = () => {}
  session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
    status = versions.at(-1)?.runningStatus ?? status
    told()
  })
  const until = (wanted: string) =>
    new Promise<void>(resolve => {
      told = () => {
        if (status === wanted) resolve()
      }
      told()
    })
  await session.send('ServiceWorker.enable')
  return async () => {
    if (status === 'starting') await until('running') // one that only starts cannot be stopped
    if (status === 'stopped') return
    const stopped = until('stopped')
    await session.send('ServiceWorker.stopAllWorkers')
    await stopped
  }
}
