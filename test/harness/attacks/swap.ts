// See also the journey `consent`: getters are read once.
import { expect } from '@playwright/test'
import { type Driver, type Journeys, outcomeOf, type Tab } from '../driver.ts'
import { openRaw } from '../raw.ts'
import { all } from '../site.ts'

export const swap: Journeys = {
  // Tried with the copy made when the message leaves, and not in the call (lib/page/line.ts): the window
  // asked for `contacts` as well.
  'a proxy, `toJSON`, and changes made while the window is open swap nothing': async driver => {
    const page = await driver.open('proxy')
    await page.evaluate(() => {
      const wide = ['read', 'create', 'update', 'delete']
      let reads = 0
      const access = new Proxy(['read'], {
        get: (target, name) => (reads++ > 40 ? wide : target)[name as never],
      })
      const scope = new Proxy({ collection: 'notes', access, fields: '*', records: 'all' }, {})
      window.ask = { scopes: [scope as never], reason: 'first' }
      window.change = () => {
        window.ask.reason = 'second'
        window.ask.scopes.push({ collection: 'contacts', access: ['read'], fields: '*', records: 'all' })
      }
      const button = document.querySelector('button') as HTMLButtonElement
      const { onclick } = button
      button.onclick = event => {
        onclick?.call(button, event)
        window.change() // before the message has left
      }
    })
    await driver.click(page)
    const shown = await driver.consent()
    await page.evaluate(() => window.change())
    const text = await shown.text()
    expect(text).not.toMatch(/create|update|contacts|second/)
    await shown.press('Allow')
    expect((await outcomeOf(page)).grant?.scopes).toEqual([all('notes', 'read')])
    expect(await granted(page)).toEqual([all('notes', 'read')])

    // A function is no part of a request: nothing is asked.
    await page.evaluate(() => {
      window.change = () => {}
      const scope = { collection: 'contacts', access: ['read'], fields: '*', records: 'all', toJSON: () => ({}) }
      window.ask = { scopes: [scope as never] }
    })
    await driver.click(page)
    expect((await outcomeOf(page)).error?.code).toBe('invalid_record')
    expect(await driver.countConsents()).toBe(0)
  },

  // Tried with `known.scopes = ask.scopes` in `ask` of lib/broker/requests.ts: `contacts` was granted under the window
  // that asked for `notes`.
  'another request under the number of one that waits changes neither the window nor the grant': async driver => {
    const page = await driver.open('number')
    await openRaw(page)
    const request = (collection: string) => ({
      n: 4_000,
      method: 'permissions.request',
      params: { scopes: [all(collection, 'read')] },
    })
    await sendOnClick(driver, page, request('notes'))
    const shown = await driver.consent()
    const again = () =>
      page.evaluate(call => window.raw.post({ calls: [call], aborts: [], settled: 0 }), request('contacts'))
    await again()
    await driver.stopBackground()
    await again()
    await shown.bringToFront()
    expect(await shown.text()).not.toContain('contacts')
    await shown.press('Allow')
    const isAnswered = () => page.evaluate(() => window.raw.answers.some(({ id }) => id === 4_000))
    // What was sent while the background died may be lost: nobody but the page API keeps it.
    await expect.poll(async () => again().then(isAnswered)).toBe(true)
    expect(await granted(page)).toEqual([all('notes', 'read')])
  },
}

declare global {
  interface Window {
    change(): void
  }
}

const granted = async (page: Tab) => {
  const states = await page.evaluate(() => window.allod.permissions.query())
  return states.map(({ scope }) => scope)
}

async function sendOnClick(driver: Driver, tab: Tab, call: object): Promise<void> {
  await tab.bringToFront()
  await tab.evaluate(call => {
    for (const button of document.querySelectorAll('button')) button.onclick = null
    addEventListener('click', () => window.raw.post({ calls: [call], aborts: [], settled: 0 }), {
      once: true,
      capture: true,
    })
  }, call)
  await driver.click(tab)
}
