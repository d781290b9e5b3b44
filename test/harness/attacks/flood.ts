import { expect } from '@playwright/test'
import { codeOf, setAsk, type Tab } from '../driver.ts'
import { all } from '../site.ts'
import type { Attacks } from './attacker.ts'
import { forge } from './forge.ts'

export const flood: Attacks = {
  // Tried without `#isSpent` in lib/page/bridge.ts: three requests waited instead of one.
  'fifty requests in one click: one window, one request, the others lack a gesture of their own': async attacker => {
    const page = await attacker.open('a.test')
    await requestOnClick(page, 50)
    await attacker.click(page)
    const consent = await attacker.consent()
    await expect.poll(() => page.evaluate(() => window.seen.length)).toBe(49)
    expect(new Set(await page.evaluate(() => window.seen))).toEqual(new Set(['user_activation_required']))
    expect(await attacker.countConsents()).toBe(1)
    expect(await consent.text()).not.toContain('1 of')
    await consent.close()
    await expect.poll(() => page.evaluate(() => window.seen.at(-1))).toBe('dismissed')
  },

  // Tried with `maxWaiting` in lib/broker/new-request.ts at a thousand: nobody was told to stop.
  'click after click, each for something else: one window, three wait, the rest are told to stop': async attacker => {
    const page = await attacker.open('a.test')
    await requestOnClick(page, 1)
    for (let i = 0; i < 8; i++) {
      await page.bringToFront()
      await attacker.click(page)
    }
    const consent = await attacker.consent()
    await expect.poll(() => page.evaluate(() => window.seen)).toEqual(Array(5).fill('rate_limited'))
    await expect.poll(() => consent.text()).toContain('1 of 3')
    expect(await attacker.countConsents()).toBe(1)
    await consent.close()
    await expect.poll(() => page.evaluate(() => window.seen.slice(5))).toEqual(Array(3).fill('dismissed'))
  },

  // Tried with `maxJoined` in lib/broker/new-request.ts at a million: nobody was told to stop.
  'the same request two thousand times in one click: twenty wait, the rest are told to stop, a site beside it is served':
    async attacker => {
      const other = await attacker.open('b.test')
      const page = await attacker.open('a.test')
      await page.evaluate(
        scopes => {
          window.seen = []
          addEventListener(
            'click',
            event => {
              event.stopImmediatePropagation()
              for (let i = 0; i < 2_000; i++) {
                window.allod.permissions.request({ scopes }).catch(({ code }) => window.seen.push(code))
              }
            },
            true,
          )
        },
        [all('notes', 'read')],
      )
      await attacker.click(page)
      const consent = await attacker.consent()
      expect(await codeOf(other, `await allod.collection('notes').find()`)).toBe('not_permitted')
      expect(await page.evaluate(() => window.seen)).toEqual(Array(1_980).fill('rate_limited'))
      await consent.press('Deny')
      await expect.poll(() => page.evaluate(() => window.seen.slice(1_980))).toEqual(Array(20).fill('user_denied'))
    },

  // Tried with `gestures: data.gestures ?? gestures.of(calls)` in lib/page/bridge.ts: a window opened.
  'a page says over a channel of its own that its requests came with a gesture: no window': async attacker => {
    attacker.pages.set('/hostile', `<!doctype html>${forge}`)
    const page = await attacker.visit(`${attacker.origin('a.test')}/hostile`)
    await page.evaluate(async () => {
      while (navigator.userActivation.isActive) await new Promise(resolve => setTimeout(resolve, 100))
      const scopes = [{ collection: 'notes', access: ['read'], fields: '*', records: 'all' }]
      const call = { n: 1, method: 'permissions.request', params: { scopes } }
      window.seen = []
      void window.forge(window, [call], { gestures: [1] }).then(answers => {
        for (const { error } of answers) window.seen.push(error?.code ?? 'granted')
      })
    })
    const seen = async () => ((await attacker.countConsents()) > 0 ? 'a window' : page.evaluate(() => window.seen[0]))
    await expect.poll(seen).toBeDefined()
    expect(await seen()).toBe('user_activation_required')
    expect(await attacker.countConsents()).toBe(0)
  },

  // Tried without `gestures.answered` in lib/page/bridge.ts, in Chromium: the window opened without a gesture.
  'a gesture that was spent on a call which is answered already opens no window later': async attacker => {
    attacker.pages.set('/hostile', `<!doctype html>${forge}<button>Ask</button>`)
    const page = await attacker.visit(`${attacker.origin('a.test')}/hostile`)
    await page.evaluate(() => {
      addEventListener('click', () => {
        const call = { n: 1, method: 'permissions.request', params: { scopes: 'nonsense' } }
        window.outcome = window.forge(window, [call]).then(answers => answers.map(({ error }) => error?.code))
      })
    })
    await attacker.click(page)
    expect(await page.evaluate(() => window.outcome)).toEqual(['invalid_request'])
    const codes = await page.evaluate(async () => {
      while (navigator.userActivation.isActive) await new Promise(resolve => setTimeout(resolve, 100))
      const scopes = [{ collection: 'notes', access: ['read'], fields: '*', records: 'all' }]
      const answered = new Promise<typeof window.answers>(resolve => {
        window.kept.onmessage = ({ data }) => data.answers && resolve(data.answers)
      })
      window.kept.postMessage({
        calls: [{ n: 1, method: 'permissions.request', params: { scopes } }],
        aborts: [],
        settled: 0,
      })
      return (await answered).map(({ error }) => error?.code)
    })
    expect(codes).toEqual(['user_activation_required'])
    expect(await attacker.countConsents()).toBe(0)
  },
}

/** Each click asks for so many things, each time for others. Refusals are kept in `seen`. */
async function requestOnClick(page: Tab, count: number): Promise<void> {
  await setAsk(page, [all('clicked', 'read')])
  await page.evaluate(count => {
    window.seen = []
    let asked = 0
    addEventListener(
      'click',
      event => {
        event.stopImmediatePropagation() // instead of what the button does
        for (let i = 0; i < count; i++) {
          const scope = {
            collection: `c${asked++}`,
            access: ['read' as const],
            fields: '*' as const,
            records: 'all' as const,
          }
          window.allod.permissions.request({ scopes: [scope] }).catch(({ code }) => window.seen.push(code))
        }
      },
      true,
    )
  }, count)
}

declare global {
  interface Window {
    answers: { error?: { code: string } }[]
  }
}
