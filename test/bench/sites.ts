/** The tabs in which the rows are measured: one page under several names, each with what it was granted. */
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright'
import type { Chromium } from '../harness/chromium.ts'
import { type Server, serve } from '../harness/serve.ts'
import { all, grant, html, openSite } from '../harness/site.ts'

const bundle = new URL('dist/bench.js', import.meta.url)

export const serveBench = (): Promise<Server> =>
  serve(
    new Map([
      ['/', `${html}<script type="module" src="/bench.js"></script>`],
      ['/bench.js', readFileSync(bundle, 'utf8')],
    ]),
  )

/** @returns opens a tab of the site of that name that may do everything with that collection */
export function sitesOf(browser: Chromium, server: Server) {
  browser.context.setDefaultTimeout(60_000) // a bundle that throws is not waited for without an end
  // A grant may end with the site's last tab: the one that was granted it stays.
  const granted = new Map<string, Page>()
  return async (name: string, collection: string, beforeItLoads?: (page: Page) => Promise<unknown>): Promise<Page> => {
    const key = `${name} ${collection}`
    if (!granted.has(key)) {
      const asking = await openSite(browser, server, name)
      const outcome = await grant(browser, asking, [all(collection, 'read', 'create', 'update', 'delete')])
      if (!outcome.grant) throw new Error(`The site was not allowed in: ${JSON.stringify(outcome)}`)
      granted.set(key, asking)
    }
    const page = await browser.context.newPage()
    await beforeItLoads?.(page)
    await page.goto(server.origin(name))
    await page.waitForFunction(() => 'bench' in window)
    return page
  }
}
