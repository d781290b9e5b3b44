/** The two word processors in Firefox, driven by real clicks and keys. */
import { fileURLToPath } from 'node:url'
import { test as base } from '@playwright/test'
import type { Page } from 'puppeteer-core'
import type { Broker } from '../../lib/protocol/api.ts'
import { type Firefox, launch, type Prefs } from './firefox.ts'
import { serve } from './serve.ts'

declare global {
  interface Window {
    allod: Broker
  }
}

const folderOf = (name: string) => fileURLToPath(new URL(`../../examples/${name}/dist`, import.meta.url))

/** The word processors' origins. */
export interface Sites {
  quill: string
  codemirror: string
}

export const test = base.extend<{ prefs: Prefs; firefox: Firefox; sites: Sites }>({
  prefs: [{}, { option: true }],
  firefox: async ({ prefs }, use) => {
    const firefox = await launch({ prefs })
    await use(firefox)
    await firefox.close()
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures from the pattern
  sites: async ({}, use) => {
    const [quill, codemirror] = await Promise.all([serve(folderOf('quill')), serve(folderOf('codemirror'))])
    await use({ quill: quill.origin('quill'), codemirror: codemirror.origin('codemirror') })
    await Promise.all([quill.close(), codemirror.close()])
  },
})

/** Opens a word processor and lets it connect: its button, the consent window, Allow. */
export async function connect(firefox: Firefox, origin: string): Promise<Page> {
  const page = await firefox.browser.newPage()
  await page.goto(origin)
  await page.locator('#connect').click()
  await allow(firefox, origin)
  await until(page, '#status', 'Connected. What you write is kept in your Allod.')
  return page
}

/** Presses Allow in the consent window, which has to name that origin, and waits until it has closed. */
async function allow(firefox: Firefox, origin: string): Promise<void> {
  const consent = await firefox.waitForExtensionPage('consent.html')
  await until(consent, '#who', `${origin} asks for access to your store`)
  await consent.locator('::-p-aria([name="Allow"][role="button"])').click()
  await firefox.waitUntilClosed(consent)
}

/** Clicks at the end of the text and types there. */
export async function type(page: Page, words: string): Promise<void> {
  await page.bringToFront()
  const editor = page.locator('[contenteditable="true"][aria-label="Document text"]')
  await editor.click()
  await page.keyboard.down('Control')
  await page.keyboard.press('End')
  await page.keyboard.up('Control')
  await page.keyboard.type(words)
}

/** The words on the paper, one line of the text a line. */
export function textOf(page: Page): Promise<string> {
  return page.$eval('[aria-label="Document text"]', editor =>
    [...editor.children].map(line => line.textContent).join('\n'),
  )
}

/** Waits until the words on the paper are just these. */
export const untilText = (page: Page, words: string): Promise<void> =>
  until(page, '[aria-label="Document text"]', words)

/** Waits until an element says just this. Told by the page's changes, for a tab in the background draws nothing. */
export async function until(page: Page, selector: string, words: string): Promise<void> {
  const says = (selector: string, words: string) => {
    const element = document.querySelector(selector)
    return element?.textContent?.replace(/\s+/g, ' ').trim() === words
  }
  try {
    await page.waitForFunction(says, { polling: 'mutation', timeout: 10_000 }, selector, words)
  } catch (cause) {
    const found = await page.$eval(selector, element => element.textContent).catch(() => null)
    throw new Error(`${selector} does not say ${JSON.stringify(words)} but ${JSON.stringify(found)}`, { cause })
  }
}
