import { existsSync, readFileSync } from 'node:fs'
import { expect } from '@playwright/test'
import { test } from '../harness/driver.firefox.ts'
import { grant } from '../harness/driver.ts'
import { spyOnLane } from '../harness/lane-spy.ts'
import { all } from '../harness/site.ts'

const built = (file: string) => new URL(`../../.output/firefox-mv3/${file}`, import.meta.url)

test('Firefox stays on the Port: no lane is offered, and no website can load anything of ours', async ({ driver }) => {
  const page = await driver.open('port')
  await grant(driver, page, [all('notes', 'read', 'create')])
  await spyOnLane(page)
  await page.evaluate(async () => {
    const notes = window.allod.collection('notes')
    for (let i = 0; i < 20; i++) await notes.put({ i })
  })
  expect(await page.evaluate(() => [window.lane.offered, window.lane.opened])).toEqual([0, 0])
  expect(new Set(await page.evaluate(() => window.lane.calls))).toEqual(new Set(['port: put']))
  expect(existsSync(built('lane.html'))).toBe(false)
  expect(JSON.parse(readFileSync(built('manifest.json'), 'utf8'))).not.toHaveProperty('web_accessible_resources')
})
