/** The one window in which the owner is asked. Ours, never the page's DOM. */
import { browser } from '../platform/browser.ts'

const size = { width: 480, height: 680 }

/** Milliseconds. */
const lingering = 150

export interface Shown {
  /** Null where the browser has no windows, and it is a tab among others. */
  id: number | null
  tab: number
}

export class ConsentWindow {
  #shown: Shown | null = null
  #opening: Promise<Shown> | null = null

  /** The tab whose decisions count. */
  get tab(): number | undefined {
    return this.#shown?.tab
  }

  /** After the background has been away: is that window still there? */
  async adopt(shown: Shown): Promise<boolean> {
    const open = await browser.tabs.get(shown.tab).catch(() => null)
    if (open) this.#shown = shown
    return !!open
  }

  /** Opens it, or brings it to the front. Its address carries the request's random id and nothing else. */
  async show(requestId: string): Promise<Shown> {
    const shown = this.#shown
    if (shown && (await bringToFront(shown)) && this.#shown) return shown
    this.#shown = null
    this.#opening ??= open(requestId)
      .then(opened => {
        this.#shown = opened
        return opened
      })
      .finally(() => {
        this.#opening = null
      })
    return this.#opening
  }

  /** From now on it asks nothing; it goes when the owner has seen the press of the button. */
  close(): void {
    const shown = this.#shown
    this.#shown = null
    if (!shown) return
    setTimeout(() => browser.tabs.remove(shown.tab).catch(() => {}), lingering) // it may have closed by itself
  }

  forget(): void {
    this.#shown = null
  }
}

async function bringToFront({ id, tab }: Shown): Promise<boolean> {
  const front = id === null ? browser.tabs.update(tab, { active: true }) : browser.windows.update(id, { focused: true })
  return front.then(
    () => true,
    () => false,
  )
}

async function open(requestId: string): Promise<Shown> {
  const url = browser.runtime.getURL(`consent.html#${requestId}`)
  if (!browser.windows) return { id: null, tab: (await browser.tabs.create({ url })).id as number }
  const create = { url, type: 'popup' as const, ...size }
  // A place that the browser finds outside of the screen is refused; then it chooses one.
  const window = await browser.windows
    .create({ ...create, ...(await placement()) })
    .catch(() => browser.windows.create(create))
  const [tab] = window.tabs ?? (await browser.tabs.query({ windowId: window.id as number }))
  return { id: window.id as number, tab: tab?.id as number }
}

/** In the middle of the window that the owner looks at. */
async function placement(): Promise<{ left: number; top: number } | Record<string, never>> {
  const last = await browser.windows.getLastFocused().catch(() => null)
  if (last?.left === undefined || last.top === undefined || !last.width || !last.height) return {}
  return {
    left: Math.round(last.left + Math.max(0, last.width - size.width) / 2),
    top: Math.round(last.top + Math.max(0, last.height - size.height) / 3),
  }
}
