/**
 * Documents that watch, kept where they outlive the background, so that it can call them when it wakes for a write:
 * an idle tab holds no Port, or it would keep the background awake.
 */
import { browser } from '../platform/browser.ts'
import type { WakeMessage } from '../protocol/page.ts'

const key = 'watching'
/** Tab → the document in it that watches. */
type Watching = Record<string, string>

export class Sleepers {
  #watching: Watching = {}
  #saving: Promise<void> = Promise.resolve()

  /** @returns whether the browser has been started anew: nothing of its last session stands here then */
  async load(): Promise<boolean> {
    const stored = (await browser.storage.session.get(key))[key] as Watching | undefined
    this.#watching = stored ?? {}
    if (!stored) this.#save()
    return !stored
  }

  note(document: string, watches: boolean, tab: number): void {
    if (watches === (this.#watching[tab] === document)) return
    if (watches) this.#watching[tab] = document
    else delete this.#watching[tab]
    this.#save()
  }

  /** Calls every document that watches and is not connected. One whose tab has gone is forgotten. */
  async wake(isConnected: (document: string) => boolean): Promise<void> {
    const message: WakeMessage = { allod: 'wake' }
    const asleep = Object.entries(this.#watching).filter(([, document]) => !isConnected(document))
    await Promise.all(
      asleep.map(([tab, document]) =>
        browser.tabs
          .sendMessage(Number(tab), message, { frameId: 0 })
          .catch(() => this.note(document, false, Number(tab))),
      ),
    )
  }

  #save(): void {
    const watching = { ...this.#watching }
    this.#saving = this.#saving.then(() => browser.storage.session.set({ [key]: watching })).catch(console.error)
  }
}
