/** The pages of the backup, before a background that only says what the test wants. The backup itself has journeys of its own. */
import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright'
import {
  kitSays,
  restoreBackup,
  setUpBackup,
  type TypedServer,
  tryServer,
  type,
  typeBack,
  wordsShown,
} from '../harness/backup-page.ts'
import { expect, test } from '../harness/browser.ts'
import type { Chromium } from '../harness/chromium.ts'
import { callsOf, fakeBackup, nowBackup } from '../harness/fake-backup.ts'
import { ownPageOf } from '../harness/own-page.chromium.ts'
import { all, grant, openSite } from '../harness/site.ts'
import { verify } from '../harness/tags.ts'

const server: TypedServer = { kind: 'webdav', url: 'https://cloud.example/dav', user: 'ada', password: 'pass-canary' }
const report = { works: true, createsOnce: false, replacesOnce: false, etags: null, tellsChanges: true, takes: 38 }
/** Any 32 bytes are a key that can be sealed to. */
const key = Buffer.from(Uint8Array.from({ length: 32 }, (_, i) => i + 9)).toString('base64url')
const deviceKeys = { value: { device: 'd1', space: 's1', sign: key, box: key } }
const nothing = { value: undefined }
const answers = { probe: { value: report }, deviceKeys, startBackup: nothing, backUpNow: nothing, uploadAgain: nothing }
const on = {
  phase: 'on' as const,
  endpoint: { kind: 'webdav' as const, url: 'https://cloud.example/dav', user: 'ada' },
  upToDate: Date.now(),
  devices: [{ device: 'd1', name: 'Chromium on Linux', isThis: true, seen: null }],
  kitCode: 'kit-code-1',
}

async function openBackup(browser: Chromium, view = {}, section = 'backup'): Promise<Page> {
  const page = await browser.context.newPage()
  await fakeBackup(page, view, answers)
  await page.addInitScript(() => Reflect.deleteProperty(window, 'showSaveFilePicker'))
  await page.goto(`chrome-extension://${browser.extensionId}/dashboard.html#${section}`)
  return page
}

/** From now on the server shows what was handed over to be put there. */
const showStarted = (page: Page) =>
  page.evaluate(() => {
    const { calls, answers } = window.fakeBackup
    const started = calls.find(({ method }) => method === 'startBackup')?.given[0]
    const { objects } = (started as { keyring: { objects: { name: string; bytes: Uint8Array }[] } }).keyring
    const marker = objects.find(({ name }) => name === 'f')?.bytes
    answers.look = { value: { marker, objects: objects.filter(({ name }) => name !== 'f'), others: 0 } }
  })

const expectAccessible = async (page: Page) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
  }
}
/** However words are set apart: by spaces, tags, numbers or quotes. */
const lettersOf = (text: string) => text.replaceAll(/[^a-z]/g, '')
const isNarrow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)

test('set up through every step: what is started holds no words, and nothing of them stays', async ({
  browserWithAllod: browser,
}) => {
  const page = await openBackup(browser)
  const own = ownPageOf(page)
  const words = await setUpBackup(own, server)
  const phrase = words.slice(0, 4).join('')
  expect(lettersOf(await own.text())).toContain(phrase)
  const [ask] = (await callsOf(page, 'startBackup'))[0] as [{ endpoint: object; keyring: object }]
  expect(ask.endpoint).toEqual(server)
  expect(ask.keyring).toMatchObject({ space: 's1', recipient: expect.stringMatching(/^age1/) })
  const calls = JSON.stringify(await page.evaluate(() => window.fakeBackup.calls))
  expect(lettersOf(calls)).not.toContain(phrase)
  expect(calls).not.toContain('AGE-SECRET-KEY')

  expect(await kitSays(own, /^The kit’s code/)).toMatch(/^none yet/)
  await nowBackup(page, on)
  await expect.poll(() => kitSays(own, /^The kit’s code/)).toBe('kit-code-1')
  expect(await kitSays(own, 'Server')).toContain('https://cloud.example/dav (WebDAV, as ada)')
  await expect(page.locator('.kit')).toContainText(/AGE-SECRET-KEY-1[0-9A-Z]{58}/)
  await expect(page.locator('.kit')).not.toContainText('pass-canary')
  for (const format of ['A4', 'Letter'] as const) {
    const printed = (await page.pdf({ format })).toString('latin1')
    expect(printed.match(/\/Type\s*\/Page\b/g)).toHaveLength(1)
  }

  await page.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByRole('heading', { name: 'Devices' })).toBeVisible()
  const left = await page.evaluate(async () => ({
    text: document.documentElement.textContent + document.title + location.href,
    attributes: [...document.querySelectorAll('*')]
      .flatMap(one => [...one.attributes].map(({ value }) => value))
      .join(' '),
    kept: JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state]),
    values: [...document.querySelectorAll('input, textarea')].map(field => (field as HTMLInputElement).value),
  }))
  for (const text of [left.text, left.attributes, left.kept, left.values.join(' ')]) {
    expect(lettersOf(text)).not.toContain(phrase)
    expect(text).not.toMatch(/AGE-SECRET-KEY|pass-canary/)
  }
})

test('each step can be gone back from, has the focus at its heading, and words go when another section is shown', async ({
  browserWithAllod: browser,
}) => {
  const page = await openBackup(browser)
  const heading = (name: string) => page.getByRole('heading', { name, exact: true })
  await page.getByRole('button', { name: 'Set up a backup' }).click()
  await expect(heading('The server')).toBeFocused()
  await page.getByRole('button', { name: 'Try it out' }).click()
  await expect(page.getByLabel('Address of the folder')).toBeFocused()
  await expect(page.getByLabel('Address of the folder')).toHaveAccessibleDescription(/not the address of a server/)
  await tryServer(ownPageOf(page), server)
  await page.getByRole('button', { name: 'Go on' }).click()
  await expect(heading('Your recovery words')).toBeFocused()
  const words = await wordsShown(ownPageOf(page))
  await expect(page.locator('.recovery-words')).toHaveAttribute('translate', 'no')
  await page.getByRole('button', { name: 'I have written them down' }).click()
  await expect(heading('Is it all on the paper?')).toBeFocused()
  const fields = page.getByRole('textbox')
  await expect(fields).toHaveCount(3)
  for (const field of await fields.all()) await field.fill('zebra zebra')
  await page.keyboard.press('Enter')
  await expect(fields.first()).toBeFocused()
  await expect(page.getByText(/^Word \d+ is another one\.$/)).toHaveCount(3)
  await page.getByRole('button', { name: 'Show the words again' }).click()
  expect(await wordsShown(ownPageOf(page))).toEqual(words)
  await page.getByRole('button', { name: 'Back' }).click()
  await expect(page.getByLabel('Address of the folder')).toHaveValue(server.url)
  await page.getByRole('button', { name: 'Go on' }).click()
  expect(await wordsShown(ownPageOf(page))).toEqual(words)

  await page.getByRole('link', { name: 'Storage' }).click()
  await expect(page.locator('.recovery-words')).toHaveCount(0)
  await page.getByRole('link', { name: 'Backup', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Set up a backup' })).toBeVisible()
})

test('a server that cannot be reached, and one that does not work, are told apart and lead no further', async ({
  browserWithAllod: browser,
}) => {
  const page = await openBackup(browser)
  await page.getByRole('button', { name: 'Set up a backup' }).click()
  await nowBackup(page, {}, { probe: { error: { name: 'Backup:refused', message: 'PUT f: 401' } } })
  await tryServer(ownPageOf(page), server)
  await expect(page.getByRole('alert')).toContainText(/server refuses Allod.*What was said: PUT f: 401/)
  await nowBackup(page, {}, { probe: { value: { ...report, works: false } } })
  await page.getByRole('button', { name: 'Try it out' }).click()
  await expect(page.getByText('did not come back as it was')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Go on' })).toHaveCount(0)
})

test('each state says what it is, and its button does what it says', async ({ browserWithAllod: browser }) => {
  const page = await openBackup(browser, on)
  await expect(page.getByRole('status').filter({ hasText: 'Everything is backed up' })).toBeVisible()
  await expect(page.getByText('Chromium on Linux (this one)')).toBeVisible()
  const problem = (kind: 'offline' | 'reset' | 'permission' | 'refused') =>
    nowBackup(page, { problem: { kind, detail: 'a detail', since: Date.now(), nextTry: null } })
  await problem('offline')
  await page.getByRole('button', { name: 'Try now' }).click()
  await expect.poll(() => callsOf(page, 'backUpNow')).toHaveLength(1)
  await problem('reset')
  await expect(page.getByText('Nothing was deleted here')).toBeVisible()
  await page.getByRole('button', { name: 'Upload everything again' }).click()
  await expect.poll(() => callsOf(page, 'uploadAgain')).toHaveLength(1)
  await problem('permission')
  await page.getByRole('button', { name: 'Give access' }).click() // the browser has given it at the installation
  await expect.poll(() => callsOf(page, 'backUpNow')).toHaveLength(2)

  await problem('refused')
  await nowBackup(page, {}, { changeEndpoint: nothing })
  await page.getByRole('alert').getByRole('button', { name: 'Change address or password…' }).click()
  await type(ownPageOf(page), 'Password', 'another')
  await page.getByRole('button', { name: 'Change', exact: true }).click()
  await expect(page.getByText('Changed. The backup goes on.')).toBeVisible()
  expect(await callsOf(page, 'changeEndpoint')).toEqual([[{ ...server, password: 'another' }]])

  const progress = { doing: 'uploading', done: 12_000_000, all: 40_000_000, unit: 'bytes', left: 185_000 } as const
  await nowBackup(page, { problem: null, isWaiting: true, progress, warnings: ['Laptop'] })
  await expect(page.getByText('Uploading: 12 MB of 40 MB, about 3 minutes left')).toBeVisible()
  await expect(page.getByRole('progressbar', { name: 'Progress of the backup' })).toBeVisible()
  await expect(page.getByRole('alert')).toContainText('Laptop')
})

test('a drill reports, and leaving asks once and says what was deleted', async ({ browserWithAllod: browser }) => {
  const page = await openBackup(browser, on)
  const drill = { records: 12_340, commits: 1, devices: 1, bytes: 1, missing: 0, different: 0, examples: [] }
  await nowBackup(page, {}, { drill: { value: drill }, leaveBackup: { value: { deleted: 312 } } })
  await page.getByRole('button', { name: 'Try a restore' }).click()
  await expect(page.getByText('12,340 records read back from the server. All are the same as here.')).toBeVisible()
  await nowBackup(page, {}, { drill: { value: { ...drill, different: 1, examples: ['notes/a'] } } })
  await page.getByRole('button', { name: 'Try a restore' }).click()
  await expect(page.getByRole('alert')).toContainText(/1 record reads otherwise there.*notes\/a/)

  const off = page.getByRole('button', { name: 'Turn the backup off…' })
  await off.click()
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(off).toBeFocused()
  await off.click()
  await page.getByRole('checkbox', { name: /Delete the backup on the server too/ }).check()
  await page.getByRole('button', { name: 'Turn off', exact: true }).click()
  await expect(page.getByText('The backup is off. 312 files were deleted on the server.')).toBeVisible()
  expect(await callsOf(page, 'leaveBackup')).toEqual([[{ deleteRemote: true }]])
})

test('the kit again: only for the words of this store, which are typed', async ({ browserWithAllod: browser }) => {
  const page = await openBackup(browser)
  const words = await setUpBackup(ownPageOf(page), server)
  const [{ keyring }] = (await callsOf(page, 'startBackup'))[0] as [{ keyring: { store: string; recipient: string } }]
  await nowBackup(page, { ...on, store: keyring.store, recipient: keyring.recipient })
  await page.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('button', { name: 'Print the kit again' }).click()
  const field = page.getByLabel('The 24 recovery words')
  await field.fill('abandon ablity abandon')
  await expect(page.getByText('Word 2, “ablity”, is not on the list')).toBeVisible()
  await field.fill(`${'abandon '.repeat(23)}art`) // the words of somebody else
  await page.getByRole('button', { name: 'Go on' }).click()
  await expect(page.getByRole('alert')).toContainText('other words than those that this store knows')
  await field.fill(words.join('\n'))
  await page.getByRole('button', { name: 'Go on' }).click()
  await expect(page.locator('.kit')).toContainText('kit-code-1')
  await page.evaluate(() => {
    window.print = () => void Object.assign(window, { printed: true })
  })
  await page.getByRole('button', { name: 'Print', exact: true }).click()
  expect(await page.evaluate(() => (window as Window & { printed?: boolean }).printed)).toBe(true)
  await page.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByRole('button', { name: 'Print the kit again' })).toBeFocused()
})

test('a restore: others’ words and nothing there in words, a question before merging, and the outcome in numbers', async ({
  browserWithAllod: browser,
  site,
}) => {
  const page = await openBackup(browser)
  const words = await setUpBackup(ownPageOf(page), server)
  const [{ keyring }] = (await callsOf(page, 'startBackup'))[0] as [{ keyring: { objects: unknown[] } }]
  expect(keyring.objects).toHaveLength(3)
  await page.getByRole('button', { name: 'Done' }).click()

  const look = (marker: null, others: number) => ({ look: { value: { marker, objects: [], others } } })
  await nowBackup(page, {}, look(null, 1))
  await restoreBackup(ownPageOf(page), server, words, 'kit-code-1')
  await expect(page.getByRole('alert')).toContainText('opens with other words than these')
  await nowBackup(page, {}, look(null, 0))
  await page.getByRole('button', { name: 'Restore', exact: true }).click()
  await expect(page.getByRole('alert')).toContainText('There is no backup at that place')

  await showStarted(page)
  await nowBackup(page, {}, { restoreBackup: { error: { name: 'Backup:older', message: 'head 3 of d1' } } })
  await page.getByRole('button', { name: 'Restore', exact: true }).click()
  await expect(page.getByRole('alert')).toContainText('leave the kit’s code empty')
  expect((await callsOf(page, 'restoreBackup'))[0]).toMatchObject([{ endpoint: server, kitCode: 'kit-code-1' }])

  const writer = await openSite(browser, site, 'writer')
  await grant(browser, writer, [all('notes', 'read', 'create')])
  await writer.evaluate(() => window.allod.collection('notes').put({ title: 'here already' }))
  await page.bringToFront()
  await nowBackup(page, {}, { restoreBackup: { value: { records: 7, commits: 9, devices: 2, bytes: 5_000_000 } } })
  await page.getByRole('button', { name: 'Restore', exact: true }).click()
  await expect(page.getByRole('alertdialog')).toContainText('Merge the backup with what is here?')
  await page.getByRole('button', { name: 'Cancel' }).click()
  expect(await callsOf(page, 'restoreBackup')).toHaveLength(1)
  await page.getByRole('button', { name: 'Restore', exact: true }).click()
  await page.getByRole('button', { name: 'Merge', exact: true }).click()
  await expect(page.getByText(/^7 records were restored.*Sites ask again for access/)).toBeVisible()
  await expect(page.getByLabel('The 24 recovery words')).toHaveCount(0)
})

test('a restore that takes long goes on while another section is shown, and can be stopped', async ({
  browserWithAllod: browser,
}) => {
  const page = await openBackup(browser)
  const words = await setUpBackup(ownPageOf(page), server)
  await page.getByRole('button', { name: 'Done' }).click()
  await restoreBackup(ownPageOf(page), server, words) // `look` has no answer: it waits
  const progress = { doing: 'downloading', done: 1_000_000, all: 4_000_000, unit: 'bytes', left: null } as const
  await nowBackup(page, { progress }, { stopRestore: nothing })
  await page.getByRole('link', { name: 'Storage' }).click()
  await expect(page.locator('textarea')).toHaveCount(0)
  await page.getByRole('link', { name: 'Backup', exact: true }).click()
  await expect(page.getByText('Downloading: 1 MB of 4 MB')).toBeVisible()
  await page.getByRole('button', { name: 'Stop' }).click()
  expect(await callsOf(page, 'stopRestore')).toHaveLength(1)

  await nowBackup(page, { progress: null }, { look: { error: { name: 'Backup:stopped', message: '' } } })
  await expect(page.getByRole('alert')).toContainText('Stopped. Nothing was changed.')

  await showStarted(page)
  await restoreBackup(ownPageOf(page), server, words) // `restoreBackup` has none
  await page.getByRole('link', { name: 'Storage' }).click()
  await nowBackup(page, on, { restoreBackup: { value: { records: 7, commits: 9, devices: 2, bytes: 5_000_000 } } })
  await page.getByRole('link', { name: 'Backup', exact: true }).click()
  await expect(page.getByText(/^7 records were restored/)).toBeVisible()
})

test('words for exports alone: made in the archive, sealed with, and opened with', async ({
  browserWithAllod: browser,
  site,
}, info) => {
  const writer = await openSite(browser, site, 'writer')
  await grant(browser, writer, [all('notes', 'read', 'create')])
  await writer.evaluate(() => window.allod.collection('notes').put({ title: 'canary in the archive' }))
  const page = await openBackup(browser, {}, 'archive')
  await nowBackup(page, {}, { setRecipient: nothing, noteExport: nothing })
  await page.getByRole('button', { name: 'Make recovery words' }).click()
  const words = await wordsShown(ownPageOf(page))
  await page.getByRole('button', { name: 'I have written them down' }).click()
  await typeBack(ownPageOf(page), words)
  await expect(page.locator('.kit')).toContainText('choose the sealed file')
  await expect(page.locator('.kit')).not.toContainText('kit’s code')
  const [[recipient]] = (await callsOf(page, 'setRecipient')) as [[string]]
  await nowBackup(page, { recipient })
  await page.getByRole('button', { name: 'Done' }).click()

  const downloaded = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export, sealed' }).click()
  const download = await downloaded
  expect(download.suggestedFilename()).toMatch(/^allod-\d{4}-\d\d-\d\d\.zip\.age$/)
  const path = info.outputPath('export.zip.age')
  await download.saveAs(path)
  await expect(page.getByRole('status').filter({ hasText: 'Exported 1 record' })).toBeVisible()
  expect(await callsOf(page, 'noteExport')).toHaveLength(1)

  await page.getByLabel('A file to import').setInputFiles(path)
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  const field = page.getByLabel('The 24 recovery words')
  await field.fill(`${'abandon '.repeat(23)}art`)
  await page.getByRole('button', { name: 'Open it' }).click()
  await expect(page.getByRole('alert')).toContainText('These words do not open this file')
  await field.fill(words.join(' '))
  await page.getByRole('button', { name: 'Open it' }).click()
  await expect(page.getByText('Everything in this file was here already')).toBeVisible()
  await expect(field).toHaveCount(0)
})

test('popup and dashboard remind while all would be lost, and tell the state once there is a backup', async ({
  browserWithAllod: browser,
  site,
}) => {
  const popup = await browser.context.newPage()
  await fakeBackup(popup)
  const address = `chrome-extension://${browser.extensionId}/popup.html`
  await popup.goto(address)
  await expect(popup.getByText('No other site has access')).toBeVisible()
  const reminder = popup.getByText('Your data stands in this browser alone')
  await expect(reminder).toHaveCount(0) // there is nothing to lose
  const writer = await openSite(browser, site, 'writer')
  await grant(browser, writer, [all('notes', 'read', 'create')])
  await writer.evaluate(() => window.allod.collection('notes').put({ title: 'to be lost' }))
  await popup.reload()
  await expect(reminder).toBeVisible()
  await expect(popup.getByRole('link', { name: 'back it up or export it' })).toHaveAttribute('href', /#backup$/)
  await nowBackup(popup, { exportedAt: Date.now() })
  await expect(reminder).toHaveCount(0)
  await nowBackup(popup, { ...on, problem: { kind: 'full', detail: '', since: 0, nextTry: null } })
  await expect(popup.getByText('The backup server is full.')).toBeVisible()

  const page = await openBackup(browser, {}, 'storage')
  await expect(page.getByText('Your data stands in this browser alone')).toBeVisible()
  await expect(page.getByText('nowhere else that Allod knows of')).toBeVisible()
  await nowBackup(page, on)
  await expect(page.getByText('A copy is kept by your backup.')).toBeVisible()
  await expect(page.getByText('Your data stands in this browser alone')).toHaveCount(0)
})

test(
  'axe finds nothing on any step, light or dark, and 400 pixels are enough',
  verify,
  async ({ browserWithAllod: browser }) => {
    test.setTimeout(240_000)
    const page = await openBackup(browser)
    await page.setViewportSize({ width: 400, height: 800 })
    const fine = async () => {
      await expectAccessible(page)
      expect(await isNarrow(page)).toBe(true)
    }
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
    await page.getByRole('button', { name: 'Set up a backup' }).waitFor()
    await fine()
    await press('Set up a backup')
    await press('Try it out')
    await fine()
    await tryServer(ownPageOf(page), server)
    await press('Go on')
    await fine()
    const words = await wordsShown(ownPageOf(page))
    await press('I have written them down')
    await press('Check')
    await fine()
    await typeBack(ownPageOf(page), words)
    await fine()
    await press('Start the backup')
    await page.locator('.kit').waitFor()
    await fine()
    await press('Done')
    const problem = { kind: 'reset', detail: 'd', since: 0, nextTry: 1 } as const
    const progress = { doing: 'uploading', done: 1, all: 4, unit: 'bytes', left: 1 } as const
    await nowBackup(page, { ...on, problem, progress, warnings: ['Laptop'] })
    await press('Turn the backup off…')
    await fine()
    await press('Cancel')
    await press('Print the kit again')
    await fine()
  },
)
