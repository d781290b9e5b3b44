/** The two word processors in Firefox, driven by real clicks and keys. */
import { fileURLToPath } from 'node:url'
import { expect } from '@playwright/test'
import type { Page } from 'puppeteer-core'
import type { Broker } from '../../lib/protocol/api.ts'
import { test as base } from './driver.firefox.ts'
import type { Firefox } from './firefox.ts'
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

export const test = base.extend<{ sites: Sites }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures from the pattern
  sites: async ({}, use) => {
    const [quill, codemirror] = await Promise.all([serve(folderOf('quill')), serve(folderOf('codemirror'))])
    await use({ quill: quill.origin('quill'), codemirror: codemirror.origin('codemirror') })
    await Promise.all([quill.close(), codemirror.close()])
  },
})

/** Opens a word processor and lets it connect: its button, the consent window, Allow. */
export async function connect(firefox: Firefox, origin: string): Promise<Page> {
  const { page, consent } = await ask(firefox, origin)
  await allow(firefox, page, consent)
  return page
}

/** Opens a word processor and presses its button. @returns its page, and the consent window, which names its origin */
export async function ask(firefox: Firefox, origin: string): Promise<{ page: Page; consent: Page }> {
  const page = await firefox.browser.newPage()
  await page.goto(origin)
  await page.locator('#connect').click()
  const consent = await firefox.waitForExtensionPage('consent.html')
  await until(consent, '#who', `${origin} asks for access to your store`)
  return { page, consent }
}

export async function allow(firefox: Firefox, page: Page, consent: Page): Promise<void> {
  await consent.locator('::-p-aria([name="Allow"][role="button"])').click()
  await firefox.waitUntilClosed(consent)
  await until(page, '#status', 'Connected. What you write is kept in your Allod.')
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

/** Waits until the words on the paper are just these. */
export const untilText = (page: Page, words: string): Promise<void> =>
  until(page, '[aria-label="Document text"]', words)

/**
 * Waits until an element says just this. Told by the page's changes: a tab in the background draws nothing, and
 * Puppeteer's own way to be told of changes misses those of a text.
 */
export async function until(page: Page, selector: string, words: string, timeout = 10_000): Promise<void> {
  const found = await page.evaluate(
    (selector, words, timeout) =>
      new Promise<string | undefined>(resolve => {
        const said = () => document.querySelector(selector)?.textContent?.replace(/\s+/g, ' ').trim()
        const done = () => {
          observer.disconnect()
          clearTimeout(timer)
          resolve(said())
        }
        const look = () => said() === words && done()
        const observer = new MutationObserver(look)
        observer.observe(document, { childList: true, characterData: true, subtree: true })
        const timer = setTimeout(done, timeout)
        look()
      }),
    selector,
    words,
    timeout,
  )
  expect(found, selector).toBe(words)
}
