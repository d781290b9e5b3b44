/** Two browsers, with the extension and without it, that load pages which never call. */
import type { BrowserContext } from 'playwright'
import { files } from '../../lib/broker/scripts.ts'
import { type Chromium, launch, launchBare } from '../harness/chromium.ts'
import { privateMemoryOf } from '../harness/processes.ts'
import { type Server, serve } from '../harness/serve.ts'
import { injectionsIn } from './injections.ts'
import { middleOf } from './middle.ts'
import type { Bench } from './row.ts'

const first = '<!doctype html><meta charset="utf-8"><title>A page</title><script>began = performance.now()</script>'
const paragraph = `<p>${'Some words that nobody reads. '.repeat(20)}</p>`
const frames = '<iframe src="/frame.html"></iframe>'.repeat(50)

const pages = new Map([
  ['/', `${first}${paragraph}`],
  ['/long.html', `${first}${paragraph.repeat(500)}${frames}`],
  ['/frame.html', `${first}${paragraph}`],
  ['/favicon.ico', ''],
])

interface Quiet {
  /** Milliseconds from the document's making until its own first script runs, or until everything has loaded. */
  load(path: string, until: 'began' | 'loaded'): Promise<number>
  /** MB, of what no other process uses. */
  memoryOfTab(): Promise<number>
}

interface Pair {
  ours: Quiet & { injected(path: string): Promise<number> }
  theirs: Quiet
  close(): Promise<void>
}

export const quietBrowsers = ({ shared, quick }: Bench): Promise<Pair> => shared('quiet', () => open(quick))

async function open(quick: boolean): Promise<Pair> {
  const server = await serve(pages)
  const browser: Chromium = await launch()
  const bare = await launchBare()
  return {
    ours: {
      ...(await quietIn(browser.context, server, quick)),
      injected: await injectedIn(browser, server, quick),
    },
    theirs: await quietIn(bare, server, quick),
    close: async () => {
      await bare.close()
      await browser.close()
      await server.close()
    },
  }
}

const loadsOf = (path: string, quick: boolean) => (path === '/' ? 48 : 6) / (quick ? 6 : 1)

async function quietIn(context: BrowserContext, server: Server, quick: boolean): Promise<Quiet> {
  const page = await context.newPage()
  const tabs = quick ? 4 : 8
  return {
    async load(path, until) {
      const times: number[] = []
      for (let i = 0; i < loadsOf(path, quick); i++) {
        await page.goto(server.origin('quiet') + path)
        times.push(await page.evaluate(timeUntil, until))
      }
      return middleOf(times)
    },
    async memoryOfTab() {
      const before = await memoryOfPages(context)
      const opened = await Promise.all(Array.from({ length: tabs }, () => context.newPage()))
      for (const [i, tab] of opened.entries()) await tab.goto(server.origin(`tab${i}`)) // each in a process of its own
      const after = await memoryOfPages(context)
      for (const tab of opened) await tab.close()
      return (after - before) / tabs
    },
  }
}

/** @returns loads a page so often, and says how long the browser was busy with our scripts: milliseconds for each */
async function injectedIn({ context, extensionId }: Chromium, server: Server, quick: boolean) {
  const page = await context.newPage()
  return async (path: string) => {
    const loads = loadsOf(path, quick)
    const times = await injectionsIn(context, extensionId, async () => {
      for (let i = 0; i < loads; i++) await page.goto(server.origin('quiet') + path)
    })
    // One for each script, one load after the other: none into a frame.
    if (times.length !== loads * files.length) throw new Error(`${times.length} scripts ran in ${loads} pages.`)
    const perLoad = Array.from({ length: loads }, (_, i) =>
      times.slice(i * files.length, (i + 1) * files.length).reduce((sum, time) => sum + time, 0),
    )
    return middleOf(perLoad)
  }
}

function timeUntil(until: 'began' | 'loaded'): number {
  const [loading] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  const end = until === 'began' ? (window as unknown as { began: number }).began : loading!.loadEventStart
  if (!(end > 0)) throw new Error('The page has not loaded.')
  // Nobody else says when the document was made. It is rounded to milliseconds, the same on both sides, and so the mean
  // of many is finer than that.
  return end - (performance.timing.domLoading - performance.timeOrigin)
}

async function memoryOfPages(context: BrowserContext): Promise<number> {
  const browser = context.browser()
  if (!browser) throw new Error('This browser does not tell of its processes.')
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  await session.detach()
  const pages = processInfo.filter(({ type }) => type === 'renderer')
  return pages.reduce((sum, { id }) => sum + privateMemoryOf({ pid: id, command: '' }), 0)
}
