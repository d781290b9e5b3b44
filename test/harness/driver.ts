/** What a journey needs of a browser. The same journey runs in Chromium and in Firefox. */
import { expect } from '@playwright/test'
import type { Scope } from '../../lib/protocol/api.ts'
import type { OwnPage } from './own-page.ts'
import type { Outcome } from './site.ts'

declare global {
  interface Window {
    /** What a journey has noted in the page. */
    seen: string[]
    acknowledged: number
    /** Resolves when enough has been acknowledged. */
    underWay: Promise<void>
  }
}

/** A page, as both drivers know it. */
export interface Tab {
  // biome-ignore lint/suspicious/noExplicitAny: a script given as a string may answer anything
  evaluate(script: string): Promise<any>
  evaluate<T>(what: () => T | Promise<T>): Promise<T>
  evaluate<T, A>(what: (argument: A) => T | Promise<T>, argument: A): Promise<T>
  goto(address: string): Promise<unknown>
  reload(): Promise<unknown>
  bringToFront(): Promise<void>
  close(): Promise<void>
}

export type Answer = 'Allow' | 'Deny' | 'Never ask again' | 'Share nothing, and don’t tell'

export interface ConsentWindow {
  /** All that it says. */
  text(): Promise<string>
  evaluate: Tab['evaluate']
  /** A real key, at what has the focus. */
  key(name: 'Tab' | 'Enter'): Promise<void>
  /** The same, where the key closes the window. */
  closingKey(name: 'Escape' | 'Space'): Promise<void>
  /** A real key that is held down for longer, as a key is that was meant for the page, and let go. */
  hold(name: 'Space' | 'Enter'): Promise<void>
  /** A real click where the button is, whether it is awake or not. */
  strike(name: 'Allow' | 'Deny'): Promise<void>
  /** Clicks a tick-box or a radio button. */
  choose(name: string): Promise<void>
  /** Presses a button as soon as it is awake, and waits until the window has closed. */
  press(name: Answer): Promise<void>
  /** Unfolds the answers that are seldom wanted. */
  openOthers(): Promise<void>
  /** The same, where another request takes its place in the window. */
  pressAndStay(name: 'Allow' | 'Deny'): Promise<void>
  bringToFront(): Promise<void>
  close(): Promise<void>
  untilClosed(): Promise<void>
}

export interface Driver {
  /** The origin of a blank site. */
  origin(name: string): string
  open(name: string): Promise<Tab>
  /** Goes back in the tab's history, to a page that may come from the browser's cache of whole pages. */
  goBack(tab: Tab): Promise<void>
  /** A real click on the site's button, which asks for `window.ask`. */
  click(tab: Tab): Promise<void>
  /** The window in which the owner is asked, once it shows a request. */
  consent(): Promise<ConsentWindow>
  /** How many such windows are open. */
  countConsents(): Promise<number>
  /** popup.html in a tab: a page that may call the owner's service. */
  popup(): Promise<Tab>
  /** Any page of the extension, in a tab: `dashboard.html#sites`. */
  ownPage(path: string): Promise<Tab>
  /** The names that every object of the background has from its prototype. */
  prototypeOfBackground(): Promise<string[]>
  /** Stops the background, as the browser does when it idles. The next event wakes it. */
  stopBackground(): Promise<void>
  /** The same, made ready beforehand. */
  stopper(): Promise<() => Promise<void>>
  /** A page of the extension in a tab, such as `dashboard.html#sites`, to be used as its owner does. */
  ownerPage(path: string): Promise<OwnPage>
}

export type Journeys = Record<string, (driver: Driver) => Promise<void>>

export async function ask(driver: Driver, tab: Tab, scopes: Scope[], reason?: string): Promise<ConsentWindow> {
  await tab.bringToFront()
  await setAsk(tab, scopes, reason)
  await driver.click(tab)
  return driver.consent()
}

export async function setAsk(tab: Tab, scopes: Scope[], reason?: string): Promise<void> {
  await tab.evaluate(asked => void Object.assign(window, { ask: asked }), reason ? { scopes, reason } : { scopes })
}

/** The whole way: ask, click what the owner changes, allow. */
export async function grant(driver: Driver, tab: Tab, scopes: Scope[], ...choices: string[]): Promise<Outcome> {
  const consent = await ask(driver, tab, scopes)
  for (const name of choices) await consent.choose(name)
  await consent.press('Allow')
  return outcomeOf(tab)
}

export const outcomeOf = (tab: Tab): Promise<Outcome> => tab.evaluate(() => window.outcome as Promise<Outcome>)

/** Calls a function in the page that answers with the error's code, or null when it succeeds. */
export function codeOf(tab: Tab, call: string): Promise<string | null> {
  return tab.evaluate(`(async () => { ${call} })().then(() => null, error => error.code ?? String(error))`)
}

/** Waits until the page has noted so much in `window.seen`. */
export async function untilSeen(tab: Tab, count: number): Promise<void> {
  await expect.poll(() => tab.evaluate(() => window.seen.length), { timeout: 20_000 }).toBeGreaterThanOrEqual(count)
}
