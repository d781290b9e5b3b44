/** What stands on the extension's button. */
import { browser } from '../platform/browser.ts'
import { wantsToAsk } from '../protocol/owner.ts'

/** How many requests wait; or that a site has read far more than usual. */
export function showBadge(waiting: number, isMarked: boolean): void {
  void browser.action.setBadgeText({ text: waiting > 0 ? String(waiting) : isMarked ? '!' : '' })
}

/**
 * A page wanted to ask without a gesture: no window opens, and only its own tab says so. The browser takes the mark away
 * when the tab goes elsewhere.
 */
export function showWish(tabId: number): void {
  browser.action.setBadgeText({ tabId, text: wantsToAsk }).catch(() => {}) // the tab has gone
}

/** It has asked as it should: its tab shows what all tabs show. */
export function forgetWish(tabId: number): void {
  browser.action.setBadgeText({ tabId, text: null }).catch(() => {})
}
