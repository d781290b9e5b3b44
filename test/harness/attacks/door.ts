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

  // Aborts are kept apart twice: `running` is each document's own (lib/broker/broker.ts), and `abort` in
  // lib/broker/requests.ts looks at the document again. Without the second alone, nothing was taken back.
  'a document takes back no call of another one, and joins none, though it is of the same site': async driver => {
    const [page, other] = [await driver.open('bank'), await driver.open('bank')]
    for (const tab of [page, other]) await openRaw(tab)
    const request = {
      n: 5_000,
      method: 'permissions.request',
      params: { scopes: [all('notes', 'read')] },
    }
    await sendOnClick(driver, page, request)
    const shown = await driver.consent()
    await other.evaluate(() => window.raw.post({ aborts: [5_000], calls: [] }))
    await sendOnClick(driver, other, { n: 1, method: 'permissions.request', params: { scopes: 'spent' } })
    expect(await codeOfRaw(other, request)).toBe('user_activation_required')
    await other.evaluate(() => window.raw.post({ aborts: [5_000], calls: [] }))
    expect(await codeOfRaw(other, { n: 5_001, method: 'permissions.query', params: {} })).toBe('granted')
    expect(await driver.countConsents()).toBe(1)
    await shown.bringToFront()
    await shown.press('Allow')
    await expect.poll(() => page.evaluate(() => window.raw.answers.at(-1))).toMatchObject({ id: 5_000, ok: true })
  },

  // Tried with a key that is the same for all documents in `Document` of lib/broker/document.ts: the watch went on from
  // the other document's place, without a first look.
  'a place in the log is good for the document that it was told to, and for no other': async driver => {
    const [page, other] = [await driver.open('bank'), await driver.open('bank')]
    await grant(driver, page, [all('notes', 'read', 'create')])
    for (const tab of [page, other]) await openRaw(tab)
    const at = await page.evaluate(async () => {
      await window.raw.call('put', { collection: 'notes', record: { text: 'before' } })
      await window.raw.call('watch', { collection: 'notes' })
      return window.raw.events[0]?.at as string
    })
    await page.evaluate(() => window.raw.call('put', { collection: 'notes', record: { text: 'since then' } }))
    const goOn = async (tab: Tab) => {
      const before = await tab.evaluate(() => window.raw.events.length)
      await tab.evaluate(at => {
        window.raw.post({ calls: [{ n: 9_000, method: 'watch', params: { collection: 'notes' }, at }], aborts: [] })
      }, at)
      const type = () => tab.evaluate(i => window.raw.events[i]?.event.type, before)
      await expect.poll(type).toBeDefined()
      return type()
    }
    expect(await goOn(other)).toBe('snapshot')
    expect(await goOn(page)).toBe('change')
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
