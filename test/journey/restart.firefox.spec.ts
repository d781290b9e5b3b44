import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { driverOf } from '../harness/driver.firefox.ts'
import { launch } from '../harness/firefox.ts'
import { restart } from '../harness/journeys/restart.ts'
import { serveSite } from '../harness/site.ts'
import { verify } from '../harness/tags.ts'

test(
  'the browser is closed and started again: what the owner keeps is there, and what ends is gone',
  verify,
  async () => {
    test.setTimeout(120_000)
    const profile = mkdtempSync(join(tmpdir(), 'allod-restart-'))
    const site = await serveSite()
    try {
      let starts = 0
      await restart(async () => {
        const firefox = await launch({ profile, install: starts++ === 0 ? 'for good' : 'before' })
        return {
          driver: driverOf(firefox, site),
          isAsking: async () => (await firefox.count('consent.html')) > 0,
          stop: firefox.close,
        }
      })
      expect(starts).toBe(2)
    } finally {
      await site.close()
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    }
  },
)
