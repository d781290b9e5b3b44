/** A website that asks for whatever a test wants, by a real click. */
import type { Page } from 'playwright'
import type { Broker, Grant, Scope } from '../../lib/protocol/api.ts'
import type { Chromium } from './chromium.ts'
import type { Answer } from './driver.ts'
import { type Server, servePage } from './serve.ts'

declare global {
  interface Window {
    allod: Broker
    ask: { scopes: Scope[]; reason?: string }
    outcome: Promise<unknown>
    abort: AbortController
  }
}

export const html = `<!doctype html><meta charset="utf-8"><title>A site</title>
<button onclick="
  window.abort = new AbortController()
  window.outcome = allod.permissions.request(window.ask, { signal: window.abort.signal })
    .then(grant => ({ grant }), ({ name, code, message, retryAfterMs }) => ({ error: { name, code, message, retryAfterMs } }))
">Ask</button>`

export const serveSite = (): Promise<Server> => servePage(html)

export type Outcome = { grant?: Grant; error?: { name: string; code: string; message: string; retryAfterMs?: number } }

/** Opens the site under a name, thus as an origin of its own. */
export async function openSite({ context }: Chromium, server: Server, name: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(server.origin(name))
  return page
}

export const isConsent = (page: Page) => page.url().includes('/consent.html')

/** Clicks the site's button. @returns the consent window */
export async function ask({ context }: Chromium, page: Page, scopes: Scope[], reason?: string): Promise<Page> {
  await page.evaluate(asked => Object.assign(window, { ask: asked }), reason ? { scopes, reason } : { scopes })
  const opened = context.waitForEvent('page', isConsent)
  await page.getByRole('button', { name: 'Ask' }).click()
  const consent = await opened
  await consent.getByRole('button', { name: 'Allow' }).waitFor()
  return consent
}

/** Presses a button of the consent window, which may close under the click. */
export async function press(consent: Page, name: Answer): Promise<void> {
  const closed = consent.waitForEvent('close')
  await consent.getByRole('button', { name }).click()
  await closed
}

const outcomeOf = (page: Page): Promise<Outcome> => page.evaluate(() => window.outcome as Promise<Outcome>)

/** The whole way: ask, let the owner change what is ticked, allow. */
export async function grant(
  browser: Chromium,
  page: Page,
  scopes: Scope[],
  choose: (consent: Page) => Promise<void> = async () => {},
): Promise<Outcome> {
  const consent = await ask(browser, page, scopes)
  await choose(consent)
  await press(consent, 'Allow')
  return outcomeOf(page)
}

export function all(collection: string, ...access: Scope['access']): Scope {
  return { collection, access, fields: '*', records: 'all' }
}

/** Calls a function in the page that answers with the error's code, or null when it succeeds. */
export function codeOf(page: Page, call: string): Promise<string | null> {
  return page.evaluate(`(async () => { ${call} })().then(() => null, error => error.code ?? String(error))`)
}
