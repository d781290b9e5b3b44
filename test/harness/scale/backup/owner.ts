/** The owner of the figures: browsers with a store, backed up to the server and restored from it, all by the dashboard. */
import type { Page } from 'playwright'
import { prepareBackup, prepareRestore, type TypedServer } from '../../backup-page.ts'
import { type Chromium, launch } from '../../chromium.ts'
import { ownPageOf } from '../../own-page.chromium.ts'
import { untilSays } from '../../own-page.ts'
import type { Server as Site } from '../../serve.ts'
import { all, grant, openSite } from '../../site.ts'
import { collection, fillWith, forgetBackup, type Made } from './records.ts'
import { isHead, type Traffic, trafficOf, type Watched } from './server.ts'

export interface Holder {
  browser: Chromium
  /** The site's. */
  page: Page
  /** One of the extension's that wakes nothing. */
  quiet: Page
  /** Of a record that the site may read. */
  id: string
}

export interface Done extends Traffic {
  milliseconds: number
}

export interface Backed extends Done {
  server: TypedServer
  words: string[]
}

/** A browser with these records and a site that may use them. */
export async function openHolder(site: Site, records: readonly Made[]): Promise<Holder> {
  const browser = await launch()
  const quiet = await browser.extensionPage('manifest.json')
  await browser.stopWorker()
  await fillWith(quiet, records, site.origin('scale'))
  const page = await openSite(browser, site, 'scale')
  const allowed = await grant(browser, page, [all(collection, 'read', 'create', 'update')])
  if (!allowed.grant) throw new Error(`The site was not allowed in: ${JSON.stringify(allowed)}`)
  const { id } = await page.evaluate(
    name => window.allod.collection(name).put({ title: 'One', rank: 1, note: 'of its own' }),
    collection,
  )
  return { browser, page, quiet, id }
}

/** A first backup that only waits to be begun, in a folder of its own. */
export async function beginBackup({ browser, quiet }: Pick<Holder, 'browser' | 'quiet'>, watched: Watched) {
  await browser.stopWorker()
  await forgetBackup(quiet)
  const server = watched.place()
  const dashboard = await browser.extensionPage('dashboard.html#backup')
  const words = await prepareBackup(ownPageOf(dashboard), server)
  return {
    /** From the click to the server's answer to the head. */
    async run(): Promise<Backed> {
      watched.since()
      const head = watched.next(isHead)
      const began = performance.now()
      await ownPageOf(dashboard).click('Start the backup')
      const { ended } = await head
      return { ...trafficOf(watched.since()), milliseconds: ended - began, server, words }
    },
    close: () => dashboard.close(),
  }
}

/** A restore that only waits to be begun. @param merges there are records in this browser already */
export async function beginRestore(browser: Chromium, watched: Watched, { server, words }: Backed, merges = false) {
  const dashboard = await browser.extensionPage('dashboard.html#backup')
  const own = ownPageOf(dashboard)
  await prepareRestore(own, server, words)
  if (merges) {
    await own.click('Restore')
    await untilSays(own, 'Merge the backup with what is here?')
  }
  return {
    /** From the click to the report; the requests of looking and restoring, without those of what comes next. */
    async run(): Promise<Done> {
      watched.since()
      const reported = dashboard.waitForFunction(
        () => /records? (was|were) restored/.test(document.body.innerText),
        undefined,
        { polling: 50, timeout: 0 },
      )
      const began = performance.now()
      await own.click(merges ? 'Merge' : 'Restore')
      await reported
      const ended = performance.now()
      // The engine's first turn begins as the restore ends: it lists the heads a second time.
      const answered = watched.since()
      const isListing = ({ method, path }: (typeof answered)[number]) => method === 'PROPFIND' && path.endsWith('/h/')
      const listings = answered.filter(isListing)
      const of = listings[1] ? answered.filter(({ began }) => began < (listings[1]?.began ?? 0)) : answered
      return { ...trafficOf(of), milliseconds: ended - began }
    },
    close: () => dashboard.close(),
  }
}
