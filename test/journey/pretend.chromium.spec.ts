import type { Page } from 'playwright'
import { expect } from '../harness/browser.ts'
import { test } from '../harness/driver.chromium.ts'
import { givePretence, pretend } from '../harness/journeys/pretend.ts'
import { untilSays, untilSilent } from '../harness/own-page.ts'

for (const [title, journey] of Object.entries(pretend)) test(title, ({ driver }) => journey(driver))

test('a store that was given to a site of another device is listed, and thrown away', async ({
  driver,
  browserWithAllod,
}) => {
  const fooled = await driver.open('fooled')
  const host = new URL(driver.origin('fooled')).host
  await givePretence(driver, fooled)
  await fooled.evaluate(() => window.allod.collection('notes').put({ text: 'of the site' }))
  const helper = await browserWithAllod.extensionPage('manifest.json') // a page that wakes nothing
  const stop = await browserWithAllod.workerStopper() // no tab closes afterwards: that would wake it
  await stop()
  await forgetSites(helper) // as after an import: the records are there, and nobody knows the site

  const dashboard = await driver.ownerPage('dashboard.html#sites')
  await untilSays(dashboard, 'Stores that sites were given instead of yours')
  await dashboard.click(`Look into it: the store of ${host}`)
  await untilSays(dashboard, /notes\s*1\b/)
  await dashboard.click('All sites')
  await dashboard.click(`Throw it away: the store of ${host}`)
  await dashboard.click('Throw it away now')
  await untilSays(dashboard, `The store that ${host} was given is gone.`)
  await untilSilent(dashboard, 'Stores that sites were given instead of yours')
  expect(await fooled.evaluate(() => window.allod.permissions.query())).toEqual([])
})

const forgetSites = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('allod')
        opening.onerror = () => reject(opening.error)
        opening.onsuccess = () => {
          const tx = opening.result.transaction(['sites', 'grants'], 'readwrite')
          for (const name of ['sites', 'grants']) tx.objectStore(name).clear()
          tx.onerror = () => reject(tx.error)
          tx.oncomplete = () => {
            opening.result.close()
            resolve()
          }
        }
      }),
  )
