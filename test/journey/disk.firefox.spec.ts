import { expect } from '@playwright/test'
import { test } from '../harness/driver.firefox.ts'
import { codeOf } from '../harness/driver.ts'
import { surviveFullDisk } from '../harness/journeys/disk.ts'

// A fifth of it is the extension's, and Firefox does not give more.
test.use({ prefs: { 'dom.quotaManager.temporaryStorage.fixedLimit': 5 * 72 * 1024 } })

test('a disk that is nearly full is survived, and its owner is told', async ({ driver }) => {
  await surviveFullDisk(driver, {
    async fill(tab) {
      const write = `const title = Array.from({ length: 250_000 }, () => Math.random().toString(36).slice(2, 6)).join('')
        for (;;) await window.allod.collection('notes').put({ title })`
      expect(await codeOf(tab, write)).toBe('quota')
    },
  })
})
