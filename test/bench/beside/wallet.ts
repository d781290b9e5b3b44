/** A browser with our extension and, beside it, one that is built as wallets are. */
import { fileURLToPath } from 'node:url'
import { launch } from '../../harness/chromium.ts'
import type { Bench } from '../row.ts'
import { sitesOf } from '../sites.ts'

const folders = ['../../../.output/chrome-mv3', '../wallet'].map(path => fileURLToPath(new URL(path, import.meta.url)))

/** @returns the bench, with that browser in the place of its own */
export async function withWallet(bench: Bench): Promise<Bench> {
  const { browser } = await bench.shared('wallet', async () => {
    const both = folders.join(',')
    // The last of these counts where one stands twice.
    const browser = await launch({ args: [`--disable-extensions-except=${both}`, `--load-extension=${both}`] })
    return { browser, close: browser.close }
  })
  return { ...bench, browser, openSite: sitesOf(browser, bench.server) }
}
