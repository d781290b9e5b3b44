/**
 * Whether a page talks over the lane or over its Port alone. The lane comes through a hidden frame that the extension puts
 * beside the page's body; a page that takes it away before it has loaded stays on the Port.
 */
import type { Page } from 'playwright'

declare global {
  interface Window {
    laneFrames: { seen: number; there: number }
  }
}

/** Runs in the page before everything else. */
function watchFrames(isKept: boolean): void {
  window.laneFrames = { seen: 0, there: 0 }
  const isFrame = (node: Node) => node instanceof HTMLElement && !['HTML', 'HEAD', 'BODY'].includes(node.tagName)
  new MutationObserver(records => {
    for (const { target, addedNodes, removedNodes } of records) {
      if (target !== document.documentElement) continue
      window.laneFrames.there -= [...removedNodes].filter(isFrame).length
      for (const node of [...addedNodes].filter(isFrame)) {
        window.laneFrames.seen += 1
        window.laneFrames.there += 1
        if (!isKept) (node as HTMLElement).remove()
      }
    }
  }).observe(document, { childList: true, subtree: true })
}

/** Before the page is opened. */
export const watchLane = (isKept: boolean) => (page: Page) => page.addInitScript(watchFrames, isKept)

/** After its first call. @returns whether its frame has come, and gone when it had done its work */
export async function hasLane(page: Page): Promise<boolean> {
  const done = () => window.laneFrames.seen > 0 && window.laneFrames.there === 0
  return page.waitForFunction(done, null, { timeout: 3_000 }).then(
    () => true,
    () => false,
  )
}
