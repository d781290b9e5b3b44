import { test } from '../harness/driver.chromium.ts'
import { surviveFullDisk } from '../harness/journeys/disk.ts'
import { callOwner } from '../harness/owner.ts'

test('a disk that is nearly full is survived, and its owner is told', async ({ driver, browserWithAllod: browser }) => {
  const page = await browser.extensionPage()
  const cdp = await browser.context.newCDPSession(page)
  const origin = `chrome-extension://${browser.extensionId}`
  await surviveFullDisk(driver, {
    // With `unlimitedStorage` Chromium tells such a quota, and does not keep to it: what refuses is the reserve alone.
    async fill() {
      const { usage = 0 } = await page.evaluate(() => navigator.storage.estimate())
      await cdp.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: usage + 50 * 2 ** 20 })
      await callOwner(page, 'isDiskLow')
    },
    async free() {
      await cdp.send('Storage.overrideQuotaForOrigin', { origin })
    },
  })
})
