/** A look into the background, for attacks that are given what no attacker has. */
import type { Background } from './attacks/lane-frame.ts'
import type { Chromium } from './chromium.ts'

interface Globals {
  tokens: string[]
  freeAt: number
  browser: {
    runtime: { getURL(path: string): string }
    scripting: { executeScript(injection: { args?: [string] }): Promise<unknown> }
  }
}

export function backgroundOf({ context }: Chromium): Background {
  const worker = async () => context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'))
  return {
    address: async () =>
      (await worker()).evaluate(() => (globalThis as unknown as Globals).browser.runtime.getURL('lane.html')),
    tokens: async () => (await worker()).evaluate(() => (globalThis as unknown as Globals).tokens),
    tapTokens: async keep =>
      (await worker()).evaluate(keep => {
        const globals = globalThis as unknown as Globals
        const { scripting } = globals.browser
        const execute = scripting.executeScript.bind(scripting)
        globals.tokens = []
        scripting.executeScript = injection => {
          globals.tokens.push(...(injection.args ?? []))
          return keep ? new Promise(() => {}) : execute(injection)
        }
      }, keep),
    pauseAfterOffer: async pause =>
      (await worker()).evaluate(pause => {
        const globals = globalThis as unknown as Globals
        const { scripting } = globals.browser
        const execute = scripting.executeScript.bind(scripting)
        scripting.executeScript = injection => {
          const put = execute(injection)
          const end = performance.now() + pause
          while (performance.now() < end); // busy
          globals.freeAt ??= Date.now()
          return put
        }
      }, pause),
    freeAt: async () => (await worker()).evaluate(() => (globalThis as unknown as Globals).freeAt),
  }
}
