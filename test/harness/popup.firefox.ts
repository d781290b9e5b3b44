/** The real action popup in Firefox. The browser's own window opens it and clicks in it; a page of ours reads it. */
import type { Page } from 'puppeteer-core'
import type { Firefox } from './firefox.ts'
import type { Popup } from './popup.ts'

declare global {
  interface Window {
    placeBefore: { x: number; y: number } | undefined
  }
}
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
      const place = rect && { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 }
      // Not before it stands still: what is above it may only be coming.
      const known = self.placeBefore
      self.placeBefore = place
      return place?.x === known?.x && place?.y === known?.y && place
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

/**
 * A window that has just closed gives the focus back a moment later, and a popup that stands open by then closes. Where no
 * window says that it is the active one, it is opened all the same.
 */
const open = (id: string) => `(async () => {
  for (let looks = 0; Services.focus.activeWindow !== window && looks < 250; looks++) {
    window.focus()
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  const { ExtensionParent } = ChromeUtils.importESModule('resource://gre/modules/ExtensionParent.sys.mjs')
  const { extension } = WebExtensionPolicy.getByID('${id}')
  ExtensionParent.apiManager.global.browserActionFor(extension).triggerAction(window)
})()`

/** A panel that still opens takes no click. */
const click = (x: number, y: number) => `(async () => {
  const popup = document.querySelector('.webextension-popup-browser')
  const panel = popup.closest('panel')
  if (panel && panel.state !== 'open') {
    await new Promise(resolve => panel.addEventListener('popupshown', resolve, { once: true }))
  }
  const box = popup.getBoundingClientRect()
  for (const type of ['mousemove', 'mousedown', 'mouseup']) {
    const event = { button: 0, clickCount: 1, inputSource: 1 }
    const [left, top] = [box.x + ${x}, box.y + ${y}]
    if (window.synthesizeMouseEvent) window.synthesizeMouseEvent(type, left, top, event, {})
    else windowUtils.sendMouseEvent(type, left, top, 0, type === 'mousemove' ? 0 : 1, 0)
  }
})()`
