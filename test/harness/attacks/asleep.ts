import { expect } from '@playwright/test'
import { ask, type ConsentWindow, codeOf, outcomeOf } from '../driver.ts'
import { callOwner } from '../owner.ts'
import { all } from '../site.ts'
import type { Attacks } from './attacker.ts'

/** Clicks and keys that nobody meant for Allow. That Allow is late at all is in test/unit/attention.test.ts. */
export const asleep: Attacks = {
  // Tried with a delay of 0 in lib/ui/consent/attention.ts: Allow was awake after half a millisecond.
  'a real click on Allow while it sleeps does nothing, and after blur and focus it sleeps for half a second':
    async attacker => {
      const page = await attacker.open('a.test')
      const consent = await ask(attacker, page, [all('notes', 'read')])
      await untilAwake(consent)
      await consent.evaluate(() => {
        const button = document.querySelector('button.primary') as HTMLButtonElement
        window.asleepAt = window.awakeAt = 0
        new MutationObserver(() => {
          if (!button.disabled) window.awakeAt = performance.now()
        }).observe(button, { attributes: true })
        dispatchEvent(new Event('blur'))
      })
      await expect.poll(() => isAwake(consent)).toBe(false)
      await consent.strike('Allow')
      await consent.strike('Allow')
      expect(await waits(consent)).toBe(true)

      await consent.evaluate(() => {
        window.asleepAt = performance.now()
        dispatchEvent(new Event('focus'))
      })
      await untilAwake(consent)
      expect(await consent.evaluate(() => window.awakeAt - window.asleepAt)).toBeGreaterThanOrEqual(500)
      await consent.strike('Allow')
      await consent.untilClosed()
      expect((await outcomeOf(page)).grant?.scopes).toEqual([all('notes', 'read')])
    },

  // Tried without `isTrusted` in lib/ui/consent/allow.tsx: the script’s click allowed.
  'clicks and keys that a script makes in the window do nothing': async attacker => {
    const page = await attacker.open('a.test')
    const consent = await ask(attacker, page, [all('notes', 'read')])
    await untilAwake(consent)
    await consent.evaluate(() => {
      const button = document.querySelector('button.primary') as HTMLButtonElement
      button.focus()
      button.click()
      for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click']) {
        button.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, detail: 1 }))
      }
      for (const type of ['keydown', 'keypress', 'keyup']) {
        for (const key of [' ', 'Enter']) button.dispatchEvent(new KeyboardEvent(type, { key, bubbles: true }))
      }
    })
    expect(await waits(consent)).toBe(true)
    expect(await codeOf(page, `await allod.collection('notes').find()`)).toBe('not_permitted')
    await consent.press('Deny')
  },

  // Tried without `isHeld` in the same place: the held Space allowed.
  'Space or Enter, held on an Allow that is awake, does nothing': async attacker => {
    const page = await attacker.open('a.test')
    const consent = await ask(attacker, page, [all('notes', 'read')])
    await consent.bringToFront()
    await untilAwake(consent)
    for (const key of ['Space', 'Enter'] as const) {
      await consent.evaluate(() => document.querySelector<HTMLElement>('button.primary')?.focus())
      await consent.hold(key)
      expect(await waits(consent)).toBe(true)
    }
    expect(await codeOf(page, `await allod.collection('notes').find()`)).toBe('not_permitted')
    await consent.press('Deny')
    expect((await outcomeOf(page)).error?.code).toBe('user_denied')
  },

  // Tried without `key` on the request in lib/ui/consent/app.tsx: Allow was awake at once.
  'the next request of the queue comes up with Allow asleep, and with nothing in focus that a key could press':
    async attacker => {
      const page = await attacker.open('a.test')
      const consent = await ask(attacker, page, [all('notes', 'read')])
      await page.bringToFront()
      await page.evaluate(scopes => void Object.assign(window, { ask: { scopes } }), [all('tasks', 'read')])
      await attacker.click(page)
      await expect.poll(() => consent.text()).toContain('1 of 2')
      await consent.bringToFront()
      await consent.evaluate(() => {
        window.seen = []
        window.asleepAt = window.awakeAt = 0
        new MutationObserver(() => {
          const button = document.querySelector<HTMLButtonElement>('button.primary')
          if (!button || document.body.innerText.includes('1 of 2')) return
          window.asleepAt ||= performance.now()
          if (!button.disabled) window.awakeAt ||= performance.now()
          window.seen.push(document.activeElement?.tagName ?? '')
        }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true })
      })
      await consent.pressAndStay('Allow')
      await expect.poll(() => consent.evaluate(() => window.awakeAt)).toBeGreaterThan(0)
      expect(await consent.evaluate(() => window.awakeAt - window.asleepAt)).toBeGreaterThanOrEqual(500)
      expect(await consent.evaluate(() => window.seen)).not.toContain('BUTTON')
      expect(await codeOf(page, `await allod.collection('notes').find()`)).toBeNull()
      expect(await codeOf(page, `await allod.collection('tasks').find()`)).toBe('not_permitted')
      await consent.press('Deny')
    },

  'a double click on the page opens one window, and its second half grants nothing': async attacker => {
    const page = await attacker.open('a.test')
    await page.evaluate(
      scopes =>
        addEventListener('click', () => {
          window.outcome = window.allod.permissions.request({ scopes }).then(
            () => 'granted',
            ({ code }) => code,
          )
        }),
      [all('notes', 'read')],
    )
    await page.evaluate(scopes => void Object.assign(window, { ask: { scopes } }), [all('notes', 'read')])
    await attacker.click(page)
    await attacker.click(page).catch(() => {})
    const consent = await attacker.consent()
    expect(await attacker.countConsents()).toBe(1)
    expect(await waits(consent)).toBe(true)
    await consent.press('Deny')
    expect(await page.evaluate(() => window.outcome)).toBe('user_denied')
  },
}

const isAwake = (consent: ConsentWindow) =>
  consent.evaluate(() => document.querySelector<HTMLButtonElement>('button.primary')?.disabled === false)

const untilAwake = (consent: ConsentWindow) => expect.poll(() => isAwake(consent)).toBe(true)

/** Whether the background still waits for a decision: it is asked after whatever the window may have sent. */
const waits = async (consent: ConsentWindow) => (await callOwner(consent, 'current')) !== null

declare global {
  interface Window {
    asleepAt: number
    awakeAt: number
  }
}
