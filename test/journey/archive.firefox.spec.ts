import { readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { expect } from '@playwright/test'
import type { ElementHandle, Page } from 'puppeteer-core'
import { test as base, driverOf } from '../harness/driver.firefox.ts'
import { codeOf, grant, type Tab } from '../harness/driver.ts'
import { type Firefox, launch } from '../harness/firefox.ts'
import { all } from '../harness/site.ts'
import { verify } from '../harness/tags.ts'

/** A Firefox that keeps downloads in the test's own folder. */
const test = base.extend<{ own: Firefox }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures from the pattern
  own: async ({}, use, info) => {
    const prefs = { 'browser.download.folderList': 2, 'browser.download.dir': info.outputPath('downloads') }
    const firefox = await launch({ prefs })
    await use(firefox)
    await firefox.close()
  },
})

const damage = /nothing was changed\. (records|commits|before)\.jsonl/
const everything = ['documents', 'com.example.tasks'].map(name => all(name, 'read', 'create'))

test(
  'what is exported is imported into an empty store, and the site finds the same there; a damaged file changes nothing',
  verify,
  async ({ own: firefox, site }, info) => {
    const driver = driverOf(firefox, site)
    const writer = await driver.open('writer')
    await grant(driver, writer, everything)
    await writer.evaluate(async () => {
      await window.allod.collection('com.example.tasks').put({ id: 'task', n: 1, note: 'é😀' })
      await window.allod.collection('documents').put({ id: 'shared', title: 'Shared', body: 'One began it.' })
    })
    const before = await seenBy(writer)
    expect(before).toMatchObject({ tasks: [{ id: 'task', n: 1, note: 'é😀' }], documents: [{ body: 'One began it.' }] })

    const dashboard = await firefox.extensionPage('dashboard.html#archive')
    const downloaded = firefox.download()
    await press(dashboard, 'Export everything')
    const path = await downloaded
    expect(basename(path)).toMatch(/^allod-\d{4}-\d\d-\d\d\.zip$/)
    await says(dashboard, 'status', 'Exported 2 records')
    const damaged = readFileSync(path)
    const middle = Math.floor(damaged.length / 3)
    damaged[middle] = 255 - (damaged[middle] as number)
    writeFileSync(info.outputPath('damaged.zip'), damaged)

    await firefox.uninstall()
    await firefox.install()
    const there = await firefox.extensionPage('dashboard.html#archive')
    await importFrom(there, info.outputPath('damaged.zip'))
    await says(there, 'alert', damage)
    await importFrom(there, path)
    await says(there, 'status', 'Imported 2 changes. Sites ask again for access.')
    const again = await driver.open('writer')
    expect(await codeOf(again, `await allod.collection('documents').find()`)).toBe('not_permitted')
    await grant(driver, again, everything)
    expect(await seenBy(again)).toEqual(before)

    await importFrom(there, info.outputPath('damaged.zip'))
    await says(there, 'alert', damage)
    expect(await seenBy(again)).toEqual(before)
  },
)

const press = (page: Page, name: string) => page.locator(`::-p-aria([name="${name}"][role="button"])`).click()

async function importFrom(page: Page, path: string): Promise<void> {
  await page.bringToFront() // a page behind another one draws rarely, and a click waits for that
  const input = (await page.waitForSelector('input[type="file"]')) as ElementHandle<HTMLInputElement>
  await input.uploadFile(path)
  await press(page, 'Import')
}

async function says(page: Page, role: 'status' | 'alert', words: string | RegExp): Promise<void> {
  const said = () => page.evaluate(role => document.querySelector(`.archive [role="${role}"]`)?.textContent ?? '', role)
  await expect.poll(said, { timeout: 15_000 }).toMatch(words)
}

/** What the site finds and reads, revisions left out: they are made by each store for itself. */
const seenBy = (site: Tab) =>
  site.evaluate(async () => {
    const documents = window.allod.collection<{ body: string }>('documents')
    const without = ({ _rev, ...record }: object & { _rev: string }) => record
    const { records: tasks } = await window.allod.collection('com.example.tasks').find()
    const { records } = await documents.find()
    const [text] = await Promise.all(records.map(({ id }) => documents.text(id, 'body').read()))
    return { tasks: tasks.map(without), documents: records.map(without), state: [...(text ?? [])] }
  })
