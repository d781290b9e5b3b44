/** Calls the owner's service as the popup does, for tests that must know when a call has resolved. */
import type { Tab } from './driver.ts'

/** @param popup popup.html, opened in a tab; the background gives each page of ours its own functions */
export function callOwner<T>(popup: Pick<Tab, 'evaluate'>, method: string, ...values: unknown[]): Promise<T> {
  return popup.evaluate(
    ([path, argumentList]) =>
      new Promise<T>((resolve, reject) => {
        const port = chrome.runtime.connect({ name: 'service' })
        port.onMessage.addListener((message: { type: string; value: unknown }) => {
          port.disconnect()
          if (message.type === 'HANDLER') reject(new Error(JSON.stringify(message.value)))
          else resolve(message.value as T)
        })
        port.postMessage({ id: 'test', type: 'APPLY', path, argumentList })
      }),
    [[method], values.map(value => ({ type: 'RAW', value }))] as const,
  ) as Promise<T>
}

/** Waits until the browser puts into pages what the owner has chosen. @param popup popup.html, opened in a tab */
export async function untilSettled(popup: Pick<Tab, 'evaluate'>): Promise<void> {
  await callOwner(popup, 'audienceOf', 'https://a.test')
}

declare const chrome: {
  runtime: {
    connect(info: { name: string }): {
      onMessage: { addListener(listener: (message: { type: string; value: unknown }) => void): void }
      postMessage(message: unknown): void
      disconnect(): void
    }
  }
}
