// Seen to fail: with `gestures: data.gestures ?? gestures.of(calls)` in lib/page/bridge.ts the page's own word opens a
// window; with the numbers alone kept in `Gestures`, and never forgotten, a window opens without a gesture.
import { expect } from '@playwright/test'
import type { Call } from '../../../lib/protocol/page.ts'
import { type Driver, grant, type Journeys, type Tab } from '../driver.ts'
import { openRaw } from '../raw.ts'
import { all } from '../site.ts'

export const door: Journeys = {
  'a gesture is spent where it was made: no later request, under a number that had one, opens a window':
    async driver => {
      const page = await driver.open('bank')
      await grant(driver, page, [all('notes', 'read')])
      await openRaw(page)
      const request = (n: number, collection: string) => ({
        n,
        method: 'permissions.request',
        params: { scopes: [all(collection, 'read')] },
      })
      // Taken back.
      await sendOnClick(driver, page, request(5_000, 'tasks'))
      const shown = await driver.consent()
      await page.evaluate(() => window.raw.post({ aborts: [5_000], calls: [] }))
      await shown.untilClosed()
      expect(await codeOfRaw(page, request(5_000, 'tasks'))).toBe('aborted')
      expect(await codeOfRaw(page, request(5_000, 'events'))).toBe('invalid_request')
      // Answered without a window, because it is granted already.
      await sendOnClick(driver, page, request(6_000, 'notes'))
      await expect.poll(() => page.evaluate(() => window.raw.answers.at(-1))).toMatchObject({ id: 6_000, ok: true })
      expect(await codeOfRaw(page, request(6_000, 'events'))).toBe('user_activation_required')
      // Not understood, and dropped.
      await sendOnClick(driver, page, { ...request(7_000, 'events'), junk: true } as Call)
      expect(await codeOfRaw(page, request(7_000, 'events'))).toBe('user_activation_required')
      expect(await driver.countConsents()).toBe(0)
    },

  'a page cannot say that a gesture came with its request': async driver => {
    const page = await driver.open('forged')
    await openRaw(page)
    await sendOnClick(driver, page, { n: 1, method: 'permissions.request', params: { scopes: 'spent' } })
    const code = await page.evaluate(
      scopes => {
        const call = { n: 2, method: 'permissions.request', params: { scopes } }
        const answer = window.raw.send([])
        window.raw.post({
          calls: [call],
          aborts: [],
          settled: 0,
          gestures: [1, 2, 3],
          // Firefox knows this name; here the page gives it to what it sends.
          wrappedJSObject: { calls: [call], gestures: [2] },
        })
        return answer
      },
      [all('notes', 'read')],
    )
    expect(code).toEqual([])
    await expect.poll(() => page.evaluate(() => window.raw.answers.map(({ id }) => id))).toEqual([1, 2])
    expect(await page.evaluate(() => window.raw.answers.map(answer => !answer.ok && answer.error.code))).toEqual([
      'invalid_request',
      'user_activation_required',
    ])
    expect(await driver.countConsents()).toBe(0)
  },
}

/** From a real click, which spends the gesture. What the browser takes a script of the test for counts no more then. */
async function sendOnClick(driver: Driver, tab: Tab, call: Call): Promise<void> {
  await tab.bringToFront()
  await tab.evaluate(call => {
    for (const button of document.querySelectorAll('button')) button.onclick = null // it would ask as well
    addEventListener('click', () => window.raw.post({ calls: [call], aborts: [], settled: 0 }), {
      once: true,
      capture: true,
    })
  }, call)
  await driver.click(tab)
}

async function codeOfRaw(tab: Tab, call: Call): Promise<string> {
  const [answer] = await tab.evaluate(call => window.raw.send([call]), call)
  return answer?.ok ? 'granted' : (answer?.error.code ?? 'nothing')
}
