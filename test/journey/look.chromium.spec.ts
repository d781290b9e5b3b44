import { expect, test } from '../harness/browser.ts'
import { fakeBackup, nowBackup } from '../harness/fake-backup.ts'

const report = { works: true, createsOnce: false, replacesOnce: false, etags: null, tellsChanges: false, takes: 38.2 }
const key = Buffer.from(Uint8Array.from({ length: 32 }, (_, i) => i + 9)).toString('base64url')
const device = { device: 'd1', space: 's1', sign: key, box: key }
const now = Date.now()
const on = {
  phase: 'on' as const,
  endpoint: { kind: 'webdav' as const, url: 'https://cloud.example/dav/allod', user: 'ada' },
  upToDate: now - 60000,
  devices: [
    { device: 'd1', name: 'Chromium on Linux', isThis: true, seen: now },
    { device: 'd2', name: 'Laptop', isThis: false, seen: now - 90000000 },
  ],
  kitCode: 'A1-0412-x7Kq2mPz9QwErTyUiOpAsDfGhJkLzXcVbNm',
  fingerprint: null,
  store: null,
}
for (const [scheme, width, zoom] of [
  ['light', 1000, 1],
  ['dark', 400, 1],
  ['light', 1000, 2],
] as const)
  test(`look ${scheme} ${width} ${zoom}`, async ({ browserWithAllod: browser }) => {
    const page = await browser.context.newPage()
    page.on('console', m => console.log('console', m.text()))
    page.on('pageerror', e => console.log('ERR', e.message))
    await page.emulateMedia({ colorScheme: scheme })
    await page.setViewportSize({ width: Math.round(width / zoom), height: 900 / zoom })
    let n = 0
    const shot = async (name: string) => {
      await page.screenshot({
        path: `/tmp/shots/${scheme}${width}x${zoom}-${String(n++).padStart(2, '0')}-${name}.png`,
        fullPage: true,
      })
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      if (over > 0) console.log('OVERFLOW', name, over)
    }
    await fakeBackup(
      page,
      {},
      { probe: { value: report }, deviceKeys: { value: device }, startBackup: { value: undefined } },
    )
    await page.goto(`chrome-extension://${browser.extensionId}/dashboard.html#backup`)
    await page.getByRole('button', { name: 'Set up a backup' }).waitFor()
    await shot('about')
    await page.getByRole('button', { name: 'Set up a backup' }).click()
    await page.getByRole('radio', { name: 'S3' }).check()
    await page.getByRole('button', { name: 'Try it out' }).click()
    await shot('s3-wrong')
    await page.getByRole('radio', { name: 'WebDAV' }).check()
    await page.getByLabel('Address of the folder').fill('cloud.example/dav/allod')
    await page.getByLabel('Name', { exact: true }).fill('ada')
    await page.getByRole('button', { name: 'Try it out' }).click()
    await page.getByText('This server works').waitFor()
    await shot('probed')
    await page.getByRole('button', { name: 'Go on' }).click()
    await shot('words')
    const words = await page.locator('.recovery-words li').allTextContents()
    await page.getByRole('button', { name: 'I have written' }).click()
    await page.getByRole('button', { name: 'Check' }).click()
    await shot('check-wrong')
    for (const field of await page.getByLabel(/^Word \d+$/).all()) {
      const name = await field.evaluate((el: HTMLInputElement) => el.labels?.[0]?.textContent ?? '')
      await field.fill(words[Number(/\d+/.exec(name)?.[0]) - 1] ?? '')
    }
    await page.getByRole('button', { name: 'Check' }).click()
    await shot('device')
    await page.getByRole('button', { name: 'Start the backup' }).click()
    await page.getByText('Allod emergency kit').waitFor()
    await nowBackup(page, on)
    await page.getByText('A1-0412').waitFor()
    await shot('kit')
    if (zoom === 1) {
      const pdf = await page.pdf({ path: `/tmp/shots/kit-${width}.pdf`, format: 'A4' })
      console.log('pages', pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length)
      const letter = await page.pdf({ format: 'Letter' })
      console.log('pages', letter.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length)
      await page.emulateMedia({ colorScheme: scheme, media: 'print' })
      await page.screenshot({ path: `/tmp/shots/print-${width}.png`, fullPage: true })
      await page.emulateMedia({ colorScheme: scheme, media: 'screen' })
    }
    await page.getByRole('button', { name: 'Done' }).click()
    await shot('on')
    await nowBackup(page, {
      isWaiting: true,
      progress: { doing: 'uploading', done: 12_000_000, all: 40_000_000, unit: 'bytes', left: 185_000 },
      warnings: ['Laptop'],
    })
    await shot('uploading')
    for (const kind of ['offline', 'reset', 'permission', 'refused', 'newer'] as const) {
      await nowBackup(page, {
        progress: null,
        problem: { kind, detail: 'PUT h/d1.0: 401', since: now - 3600_000, nextTry: now + 60_000 },
      })
      await page.waitForTimeout(100)
      await shot(`problem-${kind}`)
    }
    await nowBackup(
      page,
      { problem: null, warnings: [] },
      {
        drill: {
          value: { records: 12340, commits: 2, devices: 1, bytes: 3, missing: 1, different: 2, examples: ['notes/a'] },
        },
        leaveBackup: { value: { deleted: 312 } },
      },
    )
    await page.getByRole('button', { name: 'Try a restore' }).click()
    await page.getByText('One').or(page.getByText('is missing')).first().waitFor()
    await page.getByRole('button', { name: 'Turn the backup off' }).click()
    await shot('drill-leave')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Print the kit again' }).click()
    await page.getByLabel('The 24 recovery words').fill('abandon ablity about ')
    await shot('typed')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Change address' }).click()
    await shot('change')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await nowBackup(page, { phase: 'off', endpoint: null, recipient: null })
    await page.getByRole('button', { name: 'Restore a backup' }).click()
    await page.getByLabel('Address of the folder').fill('cloud.example/dav/allod')
    await page.getByRole('button', { name: 'Try it out' }).click()
    await page.getByRole('button', { name: 'Go on' }).click()
    await nowBackup(page, {}, { look: { value: { marker: null, objects: [], others: 1 } } })
    await page.getByLabel('The 24 recovery words').fill(words.join(' '))
    await page.getByRole('button', { name: 'Restore', exact: true }).click()
    await page.getByRole('alert').waitFor()
    await shot('restore-others')
    await page.goto(`chrome-extension://${browser.extensionId}/dashboard.html#archive`)
    await page.getByRole('button', { name: 'Make recovery' }).waitFor()
    await shot('archive')
    expect(1).toBe(1)
  })
