import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { test } from '../harness/browser.ts'
import { type Chromium, launch, launchBare } from '../harness/chromium.ts'
import { driverOf } from '../harness/driver.chromium.ts'
import type { Tab } from '../harness/driver.ts'
import { type QuietBrowser, quiet, quietWithAccess } from '../harness/journeys/quiet.ts'
import { openPopup } from '../harness/popup.ts'
import type { Server } from '../harness/serve.ts'
import { verify } from '../harness/tags.ts'

test(
  'in quiet mode a site sees what it sees without the extension, until the owner lets it ask',
  verify,
  async ({ site }) => {
    test.setTimeout(300_000)
    const profile = mkdtempSync(join(tmpdir(), 'allod-quiet-'))
    try {
      await quiet(async () => quietBrowser(await launch({ profile }), site), bare)
    } finally {
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    }
  },
)

test('a site that has access knows already, and goes on in quiet mode', async ({ browserWithAllod, site }) => {
  await quietWithAccess(quietBrowser(browserWithAllod, site), false)
})

function quietBrowser(browser: Chromium, site: Server): QuietBrowser {
  return {
    driver: driverOf(browser, site),
    root: `chrome-extension://${browser.extensionId}`,
    page: async path => ownPage(await browser.extensionPage(path)),
    async popup(over) {
      const popup = await openPopup(browser, over as Page)
      return { ...popup, choose: popup.press }
    },
    stop: browser.close,
  }
}

const ownPage = (page: Page) => ({
  async text(words: string) {
    await page.getByText(words).first().waitFor()
    return page.locator('body').innerText()
  },
  press: (name: string) => page.getByRole('button', { name }).click(),
  choose: (name: string) => page.getByRole('radio', { name }).click(),
  close: () => page.close(),
})

async function bare() {
  const context = await launchBare()
  return {
    async open(address: string) {
      const page = await context.newPage()
      await page.goto(address)
      return page as Tab
    },
    stop: () => context.close(),
  }
}
