import { expect } from '@playwright/test'
import { ask, codeOf, type Driver, grant, type Journeys, outcomeOf, setAsk, type Tab } from '../driver.ts'
import { all } from '../site.ts'

export const consent: Journeys = {
  'deny, close and abort settle a request, and nothing is stored': async driver => {
    const page = await driver.open('settle')
    const scopes = [all('notes', 'read')]
    await (await ask(driver, page, scopes)).press('Deny')
    expect((await outcomeOf(page)).error).toMatchObject({ name: 'NotAllowedError', code: 'user_denied' })

    await (await ask(driver, page, scopes)).close()
    expect((await outcomeOf(page)).error).toMatchObject({ name: 'NotAllowedError', code: 'dismissed' })

    const abandoned = await ask(driver, page, scopes)
    await page.evaluate(() => window.abort.abort())
    expect((await outcomeOf(page)).error).toMatchObject({ name: 'AbortError', code: 'aborted' })
    await abandoned.untilClosed()
    expect(await grantsOf(page)).toEqual([])
  },

  'a page that goes elsewhere takes its request along': async driver => {
    const page = await driver.open('settle')
    const left = await ask(driver, page, [all('notes', 'read')])
    await page.goto(driver.origin('elsewhere'))
    await left.untilClosed()
    await page.goto(driver.origin('settle'))
    expect(await grantsOf(page)).toEqual([])
  },

  'without a user gesture no window opens; one gesture opens one': async driver => {
    const page = await driver.open('gesture')
    await page.evaluate(
      scopes => {
        // From a timer that outlives the gesture that running this script counts as.
        window.outcome = new Promise(resolve => {
          const ask = () =>
            window.allod.permissions.request({ scopes } as never).then(
              () => 'granted',
              ({ code }) => code,
            )
          const wait = () => (navigator.userActivation.isActive ? setTimeout(wait, 200) : resolve(ask()))
          setTimeout(wait, 200)
        })
      },
      [all('notes', 'read')],
    )
    expect(await page.evaluate(() => window.outcome)).toBe('user_activation_required')

    // Two requests in one click: the second finds the gesture spent, and the same one again joins the first.
    await page.evaluate(
      ([notes, tasks]) => {
        const request = (scope: unknown) => window.allod.permissions.request({ scopes: [scope] } as never)
        addEventListener(
          'click',
          () => {
            window.outcomes = Promise.allSettled([request(notes), request(tasks), request(notes)]).then(settled =>
              settled.map(one => (one.status === 'fulfilled' ? one.value.id : one.reason.code)),
            )
          },
          { once: true },
        )
      },
      [all('notes', 'read'), all('tasks', 'read')] as const,
    )
    await (await ask(driver, page, [all('notes', 'read')])).press('Allow')
    const given = (await outcomeOf(page)).grant?.id
    expect(await page.evaluate(() => window.outcomes)).toEqual([given, 'user_activation_required', given])
    // And what is granted wholly needs neither window nor gesture.
    const again = await page.evaluate(
      scopes => window.allod.permissions.request({ scopes } as never),
      [all('notes', 'read')],
    )
    expect(again.scopes).toHaveLength(1)
  },

  'requests queue in one window, those of one site together, and a later one shows the difference': async driver => {
    const shop = await driver.open('shop')
    await grant(driver, shop, [all('notes', 'read', 'create')])
    await shop.evaluate(() => window.allod.collection('notes').put({ text: 'the first' }))
    const shown = await ask(driver, shop, [all('notes', 'read', 'update')])
    const says = (words: string) => expect.poll(() => shown.text()).toContain(words)
    await says('New: update notes. Allowed already: read notes.')
    await says('It holds one record today.')

    const other = await driver.open('other')
    await click(driver, other, 'tasks')
    await says('1 of 2')
    await click(driver, shop, 'contacts')
    await says('1 of 3')
    await click(driver, shop, 'events')
    await says('1 of 4')
    await click(driver, shop, 'bookmarks')
    expect((await outcomeOf(shop)).error?.code).toBe('rate_limited')

    await shown.bringToFront()
    for (const [host, words] of [
      ['shop', 'update notes'],
      ['shop', 'read contacts'],
      ['shop', 'read events'],
    ] as const) {
      await says(` to ${words === 'update notes' ? 'read and update notes' : words}`)
      await says(driver.origin(host))
      await shown.pressAndStay('Allow')
    }
    await says(' to read tasks')
    await shown.press('Deny')
    expect((await outcomeOf(other)).error?.code).toBe('user_denied')
  },

  'the background dies while the window is open: one grant, and the promise resolves': async driver => {
    const page = await driver.open('dead')
    const consent = await ask(driver, page, [all('notes', 'read', 'create')])
    await driver.stopBackground()
    await consent.bringToFront()
    await consent.press('Allow')
    expect((await outcomeOf(page)).grant?.scopes).toEqual([all('notes', 'read', 'create')])
    expect(await grantsOf(page)).toHaveLength(1)
  },

  'a grant for this time only ends with the last tab of its origin, and a reload does not end it': async driver => {
    const page = await driver.open('session')
    await grant(driver, page, [all('notes', 'read')])
    await page.reload()
    expect(await grantsOf(page)).toHaveLength(1)
    const second = await driver.open('session')
    await page.close()
    expect(await grantsOf(second)).toHaveLength(1)
    await second.goto(driver.origin('elsewhere'))
    await second.goto(driver.origin('session'))
    expect(await grantsOf(second)).toEqual([])
    expect(await codeOf(second, `await allod.collection('notes').get('x')`)).toBe('not_permitted')
  },
}

async function click(driver: Driver, tab: Tab, collection: string): Promise<void> {
  await tab.bringToFront()
  await setAsk(tab, [all(collection, 'read')])
  await driver.click(tab)
}

const grantsOf = (tab: Tab) => tab.evaluate(() => window.allod.permissions.query())

declare global {
  interface Window {
    outcomes: Promise<string[]>
  }
}
