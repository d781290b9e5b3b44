import { expect } from '@playwright/test'
import { codeOf, grant, type Tab } from '../driver.ts'
import { all } from '../site.ts'
import type { Attacks } from './attacker.ts'

const find = `await allod.collection('notes').find()`

export const principals: Attacks = {
  // Tried with `https://` and the host's name alone for the origin in lib/broker/caller.ts and lib/broker/tabs.ts: the other
  // port was answered, and so was http below. Tried without the dot at the end: it was answered, and named without it.
  'a grant of https://a.test is for that origin: not for another port, a dot at the end, or plain http':
    async attacker => {
      const page = await attacker.open('a.test')
      await grant(attacker, page, [all('notes', 'read', 'create')])
      expect(await codeOf(page, find)).toBeNull()

      const origin = attacker.origin('a.test')
      const withDot = attacker.origin('a.test.')
      for (const other of [attacker.otherPort('a.test'), withDot]) {
        const stranger = await attacker.visit(`${other}/`)
        expect(await stranger.evaluate(() => origin)).toBe(other)
        expect(other).not.toBe(origin)
        expect(await codeOf(stranger, find)).toBe('not_permitted')
      }
      const plain = await attacker.visit(`${attacker.insecure('a.test')}/`)
      expect(await plain.evaluate(() => [origin, typeof window.allod])).toEqual([
        attacker.insecure('a.test'),
        'undefined',
      ])
    },

  'http and https of a name that may be served without encryption are two principals': async attacker => {
    const secure = await attacker.open('shop.localhost')
    await grant(attacker, secure, [all('notes', 'read')])
    const plain: Tab = await attacker.visit(`${attacker.insecure('shop.localhost')}/`)
    expect(await codeOf(secure, find)).toBeNull()
    expect(await codeOf(plain, find)).toBe('not_permitted')
  },

  'the window names the origin whole: the dot at the end, the port, and letters that only look like others':
    async attacker => {
      const { grantless, lookalike } = { grantless: 'a.test.', lookalike: 'xn--80ak6aa92e.localhost' }
      for (const host of [grantless, lookalike]) {
        const page = await attacker.open(host)
        await page.evaluate(scopes => void Object.assign(window, { ask: { scopes } }), [all('notes', 'read')])
        await page.bringToFront()
        await attacker.click(page)
        const consent = await attacker.consent()
        expect(await consent.text()).toContain(`${attacker.origin(host)}\nasks for access`)
        await consent.press('Deny')
      }
    },
}
