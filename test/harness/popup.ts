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
    async screenshot(path) {
      const session = await helper.context().newCDPSession(helper)
      const { targetInfos } = await session.send('Target.getTargets')
      const target = targetInfos.find(({ url, attached }) => url.endsWith('/popup.html') && !attached)
      if (!target) throw new Error('The popup is not open.')
      const { sessionId } = await session.send('Target.attachToTarget', { targetId: target.targetId })
      const answered = new Promise<string>(resolve => {
        session.on('Target.receivedMessageFromTarget', ({ message }) => resolve(JSON.parse(message).result.data))
      })
      const message = JSON.stringify({ id: 1, method: 'Page.captureScreenshot' })
      await session.send('Target.sendMessageToTarget', { message, sessionId })
      await writeFile(path, Buffer.from(await answered, 'base64'))
      await session.detach()
    },
  }
}
