import { expect, test } from '../harness/browser.ts'
import { all, grant, openSite } from '../harness/site.ts'

test('a background that wakes for one site tells another nothing of permissions', async ({
  browserWithAllod: browser,
  site,
}) => {
  const idle = await openSite(browser, site, 'idle')
  await grant(browser, idle, [all('notes', 'read')])
  await idle.evaluate(() => {
    window.seen = []
    window.allod.addEventListener('permissionchange', () => window.seen.push('permissionchange'))
  })
  const busy = await openSite(browser, site, 'busy')
  await grant(browser, busy, [all('tasks', 'read')])
  await browser.stopWorker()
  await busy.evaluate(() => window.allod.collection('tasks').get('a'))
  await idle.evaluate(() => window.allod.collection('notes').get('a'))
  expect(await idle.evaluate(() => window.seen)).toEqual([])
})
