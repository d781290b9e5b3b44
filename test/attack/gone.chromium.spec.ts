import { test } from '../harness/attacks/attacker.chromium.ts'
import { gone } from '../harness/attacks/gone.ts'

declare const chrome: {
  management: { uninstallSelf(options: { showConfirmDialog: boolean }): Promise<void> }
  runtime: { reload(): void }
}

test('the extension is removed while a call and a watch are open: both end', async ({ attacker }) => {
  const page = await attacker.ownPage('popup.html')
  await gone(attacker, async () => {
    void page.evaluate(() => chrome.management.uninstallSelf({ showConfirmDialog: false })).catch(() => {})
  })
})

test('the extension is loaded anew, as by an update, while a call and a watch are open: both end', async ({
  attacker,
}) => {
  const page = await attacker.ownPage('popup.html')
  await gone(attacker, async () => void page.evaluate(() => chrome.runtime.reload()).catch(() => {}))
})
