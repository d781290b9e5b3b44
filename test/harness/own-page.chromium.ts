import type { Page } from 'playwright'
import type { Tab } from './driver.ts'
import type { OwnPage } from './own-page.ts'

export function ownPageOf(page: Page): OwnPage {
  return {
    text: () => page.locator('body').innerText(),
    evaluate: (page as Tab).evaluate.bind(page),
    async click(name) {
      const named = { name, exact: true }
      await page.getByRole('button', named).or(page.getByRole('link', named)).click()
    },
    fill: (name, text) => page.getByRole('textbox', { name, exact: true }).fill(text),
    bringToFront: () => page.bringToFront(),
  }
}
