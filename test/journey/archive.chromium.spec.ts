import { readFileSync, statSync, writeFileSync } from 'node:fs'
import type { Page, TestInfo } from '@playwright/test'
import { expect, test } from '../harness/browser.ts'
import { type Chromium, launch } from '../harness/chromium.ts'
import { all, codeOf, grant, openSite } from '../harness/site.ts'
import { verify } from '../harness/tags.ts'

declare global {
  interface Window {
    shown: string[]
  }
}

const everything = ['documents', 'com.example.tasks'].map(name => all(name, 'read', 'create', 'update', 'delete'))

/** The dashboard, where a browser has no picker for files to save: an export is a download. */
async function openDashboard(browser: Chromium): Promise<Page> {
  const page = await browser.context.newPage()
  await page.addInitScript(() => Reflect.deleteProperty(window, 'showSaveFilePicker'))
  await page.goto(`chrome-extension://${browser.extensionId}/dashboard.html#archive`)
  return page
}

async function exportTo(page: Page, info: TestInfo, name: string): Promise<string> {
  const downloaded = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export everything' }).click()
  const path = info.outputPath(name)
  const download = await downloaded
  expect(download.suggestedFilename()).toMatch(/^allod-\d{4}-\d\d-\d\d\.zip$/)
  await download.saveAs(path)
  return path
}

async function importFrom(page: Page, path: string): Promise<void> {
  await page.getByLabel('A file to import').setInputFiles(path)
  await page.getByRole('button', { name: 'Import', exact: true }).click()
}

/** What the site can find and read, revisions left out: they are made by each profile for itself. */
const seenBy = (site: Page) =>
  site.evaluate(async () => {
    const documents = window.allod.collection<{ body: string }>('documents')
    const tasks = window.allod.collection('com.example.tasks')
    const without = ({ _rev, ...record }: object & { _rev: string }) => record
    const { records: open } = await tasks.find({ selector: { open: true }, sort: [{ n: 'desc' }] })
    const { records } = await documents.find()
    const text = await documents.text('shared', 'body').read()
    return { open: open.map(without), documents: records.map(without), state: [...text] }
  })

test('what one profile exports, another one imports, and a site finds the same there', async ({
  browserWithAllod: browser,
  site,
}, info) => {
  const writer = await openSite(browser, site, 'writer')
  await grant(browser, writer, everything, async consent => {
    await consent.getByRole('checkbox', { name: 'Delete com.example.tasks' }).check()
  })
  const other = await openSite(browser, site, 'other')
  await grant(browser, other, everything)
  await writer.evaluate(async () => {
    const tasks = window.allod.collection('com.example.tasks')
    await Promise.all(Array.from({ length: 20 }, (_, n) => tasks.put({ id: `t${n}`, n, open: n % 3 === 0 })))
    await tasks.delete('t0')
    await tasks.patch('t3', { note: 'é😀' }, { remove: ['missing'] })
    await window.allod.collection('documents').put({ id: 'shared', title: 'Shared', body: 'One began it.' })
  })
  await other.evaluate(async () => {
    const documents = window.allod.collection<{ title: string; body: string }>('documents')
    const read = await documents.get('shared')
    if (read) await documents.put({ ...read, body: 'One began it. Another went on.' })
  })
  const before = await seenBy(writer)
  expect(before.documents).toMatchObject([{ body: 'One began it. Another went on.' }])
  expect(before.open.map(task => (task as { id: string }).id)).toEqual(['t18', 't15', 't12', 't9', 't6', 't3'])

  const dashboard = await openDashboard(browser)
  const path = await exportTo(dashboard, info, 'export.zip')
  await expect(dashboard.getByRole('status')).toContainText('Exported 20 records')

  const fresh = await launch()
  try {
    const there = await openDashboard(fresh)
    const damaged = readFileSync(path)
    damaged[Math.floor(damaged.length / 3)] = 255 - (damaged[Math.floor(damaged.length / 3)] as number)
    writeFileSync(info.outputPath('damaged.zip'), damaged)
    await importFrom(there, info.outputPath('damaged.zip'))
    await expect(there.getByRole('alert')).toContainText(/nothing was changed\. (records|commits|before)\.jsonl/)

    await importFrom(there, path)
    await expect(there.getByRole('status')).toContainText('Imported 24 changes. Sites ask again for access.')
    const writerThere = await openSite(fresh, site, 'writer')
    expect(await codeOf(writerThere, `await allod.collection('documents').find()`)).toBe('not_permitted')
    await grant(fresh, writerThere, everything)
    expect(await seenBy(writerThere)).toEqual(before)

    await importFrom(there, path)
    await expect(there.getByRole('status')).toContainText('Everything in this file was here already')
    await importFrom(there, info.outputPath('damaged.zip'))
    await expect(there.getByRole('alert')).toContainText('nothing was changed')
    expect(await seenBy(writerThere)).toEqual(before)

    // It is a store like any other: the text goes on, and what is written there can be brought back.
    await writerThere.evaluate(async () => {
      const documents = window.allod.collection<{ title: string; body: string }>('documents')
      const read = await documents.get('shared')
      if (read) await documents.put({ ...read, body: `${read.body} A third ended it.` })
    })
    const back = await exportTo(there, info, 'back.zip')
    await importFrom(dashboard, back)
    await expect(dashboard.getByRole('status')).toContainText(
      'Imported 1 change. 24 changes more had been here already.',
    )
    await expect
      .poll(async () => (await seenBy(writer)).documents)
      .toMatchObject([{ body: 'One began it. Another went on. A third ended it.' }])
  } finally {
    await fresh.close()
  }
})

test(
  '20,000 records: progress shows, a background that dies in between does no harm, and Stop stops',
  verify,
  async ({ browserWithAllod: browser, site }, info) => {
    test.setTimeout(180_000)
    const writer = await openSite(browser, site, 'writer')
    await grant(browser, writer, everything)
    await writer.evaluate(async () => {
      const tasks = window.allod.collection('com.example.tasks')
      const text = 'The quick brown fox jumps over the lazy dog. '
      for (let from = 0; from < 20_000; from += 2_000) {
        await Promise.all(
          Array.from({ length: 2_000 }, (_, i) =>
            tasks.put({ n: from + i, title: `Task ${from + i}`, open: i % 2 === 0, note: text.repeat(1 + (i % 8)) }),
          ),
        )
      }
    })
    const dashboard = await openDashboard(browser)
    await keepWords(dashboard)
    const started = Date.now()
    const path = await exportTo(dashboard, info, 'export.zip')
    const exporting = Date.now() - started
    await expect(dashboard.getByRole('status')).toContainText('Exported 20,000 records with their whole history')
    const words = await dashboard.evaluate(() => window.shown)
    expect(words.filter(words => /^Exporting: [\d,]+ of 20,000 records, /.test(words)).length).toBeGreaterThan(3)

    const fresh = await launch()
    try {
      const there = await openDashboard(fresh)
      await keepWords(there)
      await importFrom(there, path)
      await there.getByRole('button', { name: 'Stop' }).click()
      await expect(there.getByRole('status')).toContainText('Stopped. Nothing was changed.')

      const stop = await fresh.workerStopper()
      await there.bringToFront()
      const importing = Date.now()
      await importFrom(there, path)
      await there.waitForFunction(() => window.shown.some(words => words.startsWith('Importing: ')))
      await stop()
      await expect(there.getByRole('status')).toContainText('Imported', { timeout: 120_000 })
      const took = Date.now() - importing
      const told = (await there.evaluate(() => window.shown)).filter(words => /^(Checking|Importing)/.test(words))
      expect(told.length).toBeGreaterThan(10)
      const reader = await openSite(fresh, site, 'writer')
      await grant(fresh, reader, everything)
      const found = await reader.evaluate(async () => {
        const tasks = window.allod.collection('com.example.tasks')
        const { records, cursor } = await tasks.find({ limit: 10_000, sort: ['n'] })
        const more = await tasks.find({ limit: 10_000, sort: ['n'], ...(cursor && { cursor }) })
        return [...records, ...more.records].map(({ n }) => n)
      })
      expect(found).toEqual(Array.from({ length: 20_000 }, (_, n) => n))
      info.annotations.push({
        type: 'measured',
        description: `export ${exporting} ms, ${statSync(path).size} bytes; import ${took} ms`,
      })
      console.log(info.annotations.at(-1)?.description)
    } finally {
      await fresh.close()
    }
  },
)

test('where files can be picked, the export is written into one', async ({ browserWithAllod: browser }) => {
  const page = await browser.context.newPage()
  await page.addInitScript(() => {
    // The native dialog is the one thing that a test cannot answer: a real handle of a real file stands for it.
    const pick = async () => (await navigator.storage.getDirectory()).getFileHandle('picked.zip', { create: true })
    Object.assign(window, { showSaveFilePicker: pick })
  })
  await page.goto(`chrome-extension://${browser.extensionId}/dashboard.html#archive`)
  await page.getByRole('button', { name: 'Export everything' }).click()
  await expect(page.getByRole('status')).toContainText('Exported')
  const start = await page.evaluate(async () => {
    const handle = await (await navigator.storage.getDirectory()).getFileHandle('picked.zip')
    return (await handle.getFile()).slice(0, 4).text()
  })
  expect(start).toBe('PK\u0003\u0004')
})

/** Everything that the page shows while it works. */
function keepWords(page: Page): Promise<void> {
  return page.evaluate(() => {
    window.shown = []
    new MutationObserver(() => {
      const words = document.querySelector('progress + span')?.textContent
      if (words && window.shown.at(-1) !== words) window.shown.push(words)
    }).observe(document.body, { subtree: true, childList: true, characterData: true })
  })
}
