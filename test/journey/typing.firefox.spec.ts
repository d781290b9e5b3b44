import { expect } from '@playwright/test'
import type { Page } from 'puppeteer-core'
import { test } from '../harness/driver.firefox.ts'
import { serveEditors } from '../harness/editors.ts'
import { verify } from '../harness/tags.ts'
import { connect } from '../harness/word-processor.firefox.ts'

const length = 300
const step = 10

for (const stops of [0, 2]) {
  const when = stops === 0 ? '' : `, the background stopped ${stops} times in between`
  test(
    `two origins type ${length} characters each at once into one text${when}`,
    verify,
    async ({ fresh: firefox }) => {
      const servers = await serveEditors()
      const first = await connect(firefox, servers.quill.origin('quill'))
      await first.locator('#create').click()
      await first.locator(paper).wait()
      const second = await connect(firefox, servers.codemirror.origin('codemirror'))
      await second.locator(paper).wait()

      const typing = typeBoth(first, second)
      for (let i = 1; i <= stops; i++) {
        await untilLonger(first, i * 80)
        await firefox.stopBackground()
      }
      await typing

      await Promise.all([first, second].map(page => untilLonger(page, 2 * length - 1)))
      const text = await shownIn(first)
      expect([count(text, 'q'), count(text, 'c'), text.length]).toEqual([length, length, 2 * length])
      expect(await shownIn(second)).toBe(text)
      expect(await storedFor(first)).toEqual([text])
      expect(await storedFor(second)).toEqual([text])
      await servers.close()
    },
  )
}

const paper = '[contenteditable="true"][aria-label="Document text"]'

/** Firefox gives keys to the tab in front alone: there a person types, and behind it the other editor's own commands. */
async function typeBoth(front: Page, behind: Page): Promise<void> {
  await front.bringToFront()
  await front.locator(paper).click()
  for (let typed = 0; typed < length; typed += step) {
    await Promise.all([front.keyboard.type('q'.repeat(step)), insert(behind, 'c'.repeat(step))])
  }
}

function insert(page: Page, letters: string): Promise<void> {
  return page.$eval(
    paper,
    (element, letters) => {
      const { view } = (element as unknown as { cmTile: { view: CodeMirror } }).cmTile
      for (const letter of letters) view.dispatch({ changes: { from: view.state.doc.length, insert: letter } })
    },
    letters,
  )
}

interface CodeMirror {
  state: { doc: { length: number } }
  dispatch(change: { changes: { from: number; insert: string } }): void
}

/** Told by the page's changes: a tab in the background draws nothing. */
function untilLonger(page: Page, length: number): Promise<void> {
  return page.evaluate(
    (paper, length) =>
      new Promise<void>(resolve => {
        const look = () => {
          const text = [...(document.querySelector(paper)?.children ?? [])].map(line => line.textContent).join('\n')
          if (text.length <= length) return
          observer.disconnect()
          resolve()
        }
        const observer = new MutationObserver(look)
        observer.observe(document, { childList: true, characterData: true, subtree: true })
        look()
      }),
    paper,
    length,
  )
}

/** Each editor puts a line into an element of its own. */
const shownIn = (page: Page): Promise<string> =>
  page.$eval(paper, element => [...element.children].map(line => line.textContent).join('\n'))

const storedFor = (page: Page): Promise<unknown[]> =>
  page.evaluate(async () => {
    const { records } = await window.allod.collection('documents').find()
    return records.map(({ body }) => body)
  })

const count = (text: string, letter: string) => text.split(letter).length - 1
