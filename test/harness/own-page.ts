/** A page of ours, as its owner uses it: by what it says, and by the accessible names of what can be pressed. */
import { expect } from '@playwright/test'
import type { Tab } from './driver.ts'

export interface OwnPage {
  /** All that it says. */
  text(): Promise<string>
  evaluate: Tab['evaluate']
  /** A real click on a button or a link. */
  click(name: string): Promise<void>
  /** Types into a field, in the place of what stands there. */
  fill(name: string, text: string): Promise<void>
  bringToFront(): Promise<void>
}

export const untilSays = (page: OwnPage, words: string | RegExp): Promise<void> =>
  expect.poll(() => page.text(), { timeout: 20_000 }).toMatch(typeof words === 'string' ? literally(words) : words)

export const untilSilent = (page: OwnPage, words: string): Promise<void> =>
  expect.poll(() => page.text(), { timeout: 20_000 }).not.toMatch(literally(words))

/** Some headings are shown in capitals. */
const literally = (words: string) => new RegExp(words.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'i')
