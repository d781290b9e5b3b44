import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '../harness/browser.ts'
import { launch } from '../harness/chromium.ts'
import { driverOf } from '../harness/driver.chromium.ts'
import { restart } from '../harness/journeys/restart.ts'
import { isConsent } from '../harness/site.ts'

test('the browser is closed and started again: what the owner keeps is there, and what ends is gone', async ({
  site,
}) => {
  test.setTimeout(120_000)
  const profile = mkdtempSync(join(tmpdir(), 'allod-restart-'))
  try {
    await restart(async () => {
      const browser = await launch({ profile })
      return {
        driver: driverOf(browser, site),
        isAsking: async () => browser.context.pages().some(isConsent),
        stop: browser.close,
      }
    })
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
})
