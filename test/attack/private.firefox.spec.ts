import { expect } from '@playwright/test'
import { test } from '../harness/attacks/attacker.firefox.ts'
import { grant } from '../harness/driver.ts'
import { all } from '../harness/site.ts'

test('a private window has no API, not even for a site with access', async ({ attacker, fresh: firefox }) => {
  await grant(attacker, await attacker.open('a.test'), [all('notes', 'read')])
  const page = await firefox.openPrivately(`${attacker.origin('a.test')}/?private`)
  expect(await page.evaluate(() => [document.readyState !== 'loading', typeof window.allod])).toEqual([
    true,
    'undefined',
  ])
  await page.close()
})
