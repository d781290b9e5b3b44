/** The real action popup in Firefox. The browser's own window opens it and clicks in it; a page of ours reads it. */
import type { Page } from 'puppeteer-core'
import type { Firefox } from './firefox.ts'
import type { Popup } from './popup.ts'

declare const browser: { extension: { getViews(what: { type: 'popup' }): Window[] } }

/** Opens the popup over a tab, as a press of the button does. */
export async function openPopup(
  firefox: Firefox,
  over: Pick<Page, 'bringToFront'>,
): Promise<Omit<Popup, 'screenshot'>> {
  const helper = await firefox.extensionPage('icon/16.png')
  await over.bringToFront()
  await firefox.inBrowser(open(firefox.id))
  const until = (what: (name: string) => unknown, name: string) => helper.waitForFunction(what, { polling: 50 }, name)
  const placeOf = async (button: string) => {
    const found = await until(name => {
      const buttons = browser.extension.getViews({ type: 'popup' })[0]?.document.querySelectorAll('button') ?? []
      const rect = [...buttons].find(({ textContent }) => textContent === name)?.getBoundingClientRect()
      return rect && { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 }
    }, button)
    return (await found.jsonValue()) as { x: number; y: number }
  }
  const press = async (button: string) => {
    const { x, y } = await placeOf(button)
    await firefox.inBrowser(click(x, y))
  }
  return {
    async text(words) {
      await until(
        words => browser.extension.getViews({ type: 'popup' })[0]?.document.body.innerText.includes(words),
        words,
      )
      return helper.evaluate(() => browser.extension.getViews({ type: 'popup' })[0]?.document.body.innerText ?? '')
    },
    click: press,
    press,
    async close() {
      await helper.evaluate(() => browser.extension.getViews({ type: 'popup' })[0]?.close())
      await until(() => browser.extension.getViews({ type: 'popup' }).length === 0, '')
      await helper.close()
    },
  }
}

const open = (id: string) => `{
  const { ExtensionParent } = ChromeUtils.importESModule('resource://gre/modules/ExtensionParent.sys.mjs')
  const { extension } = WebExtensionPolicy.getByID('${id}')
  ExtensionParent.apiManager.global.browserActionFor(extension).triggerAction(window)
}`

const click = (x: number, y: number) => `{
  const box = document.querySelector('.webextension-popup-browser').getBoundingClientRect()
  for (const type of ['mousemove', 'mousedown', 'mouseup']) {
    const event = { button: 0, clickCount: 1, inputSource: 1 }
    const [left, top] = [box.x + ${x}, box.y + ${y}]
    if (window.synthesizeMouseEvent) window.synthesizeMouseEvent(type, left, top, event, {})
    else windowUtils.sendMouseEvent(type, left, top, 0, type === 'mousemove' ? 0 : 1, 0)
  }
}`
