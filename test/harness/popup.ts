/** The real action popup. It is no page that Playwright knows: another page of the extension reaches into it. */
import { writeFile } from 'node:fs/promises'
import type { Page } from 'playwright'
import type { Chromium } from './chromium.ts'

declare const chrome: {
  action: { openPopup(): Promise<void> }
  extension: { getViews(what: { type: 'popup' }): Window[] }
}

export interface Popup {
  /** What it shows, once `words` stand in it. */
  text(words: string): Promise<string>
  click(button: string): Promise<void>
  /** A real click, with all that the browser lets happen in one. */
  press(button: string): Promise<void>
  close(): Promise<void>
  screenshot(path: string): Promise<void>
}

/** Opens the popup over the tab that stands in front. */
export async function openPopup({ extensionPage }: Chromium, front: Page): Promise<Popup> {
  const helper = await extensionPage('manifest.json')
  await front.bringToFront()
  await helper.evaluate(() => chrome.action.openPopup())
  return {
    async text(words) {
      await helper.waitForFunction(
        words => chrome.extension.getViews({ type: 'popup' })[0]?.document.body.innerText.includes(words),
        words,
      )
      return helper.evaluate(() => chrome.extension.getViews({ type: 'popup' })[0]?.document.body.innerText ?? '')
    },
    async click(button) {
      await helper.evaluate(name => {
        const buttons = [
          ...(chrome.extension.getViews({ type: 'popup' })[0]?.document.querySelectorAll<HTMLElement>('button, a') ??
            []),
        ]
        const found = buttons.find(({ textContent }) => textContent === name)
        if (!found) throw new Error(`The popup has no button “${name}”.`)
        found.click()
      }, button)
    },
    async press(button) {
      const found = await helper.waitForFunction(name => {
        const buttons = chrome.extension.getViews({ type: 'popup' })[0]?.document.querySelectorAll('button') ?? []
        const rect = [...buttons].find(({ textContent }) => textContent === name)?.getBoundingClientRect()
        return rect && { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 }
      }, button)
      const place = { ...(await found.jsonValue()), button: 'left', clickCount: 1 }
      await command(helper, 'Input.dispatchMouseEvent', { type: 'mousePressed', ...place })
      await command(helper, 'Input.dispatchMouseEvent', { type: 'mouseReleased', ...place })
    },
    async close() {
      await helper.evaluate(() => chrome.extension.getViews({ type: 'popup' })[0]?.close())
      await helper.waitForFunction(() => chrome.extension.getViews({ type: 'popup' }).length === 0)
      await helper.close()
    },
    async screenshot(path) {
      const { data } = await command<{ data: string }>(helper, 'Page.captureScreenshot')
      await writeFile(path, Buffer.from(data, 'base64'))
    },
  }
}

/** One command of the DevTools protocol to the popup. */
async function command<T>(helper: Page, method: string, params: object = {}): Promise<T> {
  const session = await helper.context().newCDPSession(helper)
  try {
    const { targetInfos } = await session.send('Target.getTargets')
    const target = targetInfos.find(({ url, attached }) => url.endsWith('/popup.html') && !attached)
    if (!target) throw new Error('The popup is not open.')
    const { sessionId } = await session.send('Target.attachToTarget', { targetId: target.targetId })
    const answered = new Promise<T>(resolve => {
      session.on('Target.receivedMessageFromTarget', ({ message }) => resolve(JSON.parse(message).result))
    })
    await session.send('Target.sendMessageToTarget', { message: JSON.stringify({ id: 1, method, params }), sessionId })
    return await answered
  } finally {
    await session.detach()
  }
}
