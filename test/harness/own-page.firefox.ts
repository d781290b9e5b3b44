import { Locator, type Page } from 'puppeteer-core'
import type { Tab } from './driver.ts'
import type { OwnPage } from './own-page.ts'

export function ownPageOf(page: Page): OwnPage {
  const named = (name: string, role: string) => page.locator(`::-p-aria([name="${name}"][role="${role}"])`)
  return {
    text: () => page.evaluate(() => document.body?.innerText ?? ''),
    evaluate: (page as Tab).evaluate.bind(page),
    click: name => Locator.race([named(name, 'button'), named(name, 'link')]).click(),
    fill: (name, text) => named(name, 'textbox').fill(text),
    bringToFront: () => page.bringToFront(),
  }
}
