import { expect } from '@playwright/test'
import {
  ask,
  type ConsentWindow,
  codeOf,
  type Driver,
  grant,
  type Journeys,
  outcomeOf,
  setAsk,
  type Tab,
} from '../driver.ts'
import { all } from '../site.ts'

export const consent: Journeys = {
  'the window says who asks and for what; the owner strikes verbs and chooses how long': async driver => {
    const page = await driver.open('shop')
    const asked = [all('contacts', 'read', 'update', 'delete'), all('notes', 'read', 'create')]
    const shown = await ask(driver, page, asked, 'We\u202e need\nthis  ')
    expect(await dialogOf(shown)).toContain(driver.origin('shop'))
    expect(await dialogOf(shown)).toContain('We need this')
    expect(await ticked(shown)).toEqual({
      'Read contacts': true,
      'Update contacts': true,
      'Delete contacts': false,
      'Read notes': true,
      'Create notes': true,
      'All records': true,
      'Only its own records': false,
      'Let me pick': false,
      'Only this time': true,
      'Until…': false,
      Always: false,
    })
    expect(await dialogOf(shown)).toContain('read and update contacts, read and create notes')

    await untilAwake(shown)
    for (const name of ['Read contacts', 'Update contacts', 'Read notes', 'Create notes']) await shown.choose(name)
    await expect.poll(() => isAwake(shown)).toBe(false)
    await shown.choose('Read notes')
    await shown.choose('Always')
    await shown.press('Allow')

    const { grant: given } = await outcomeOf(page)
    expect(given?.scopes).toEqual([all('notes', 'read')])
    expect(given).toMatchObject({ lifetime: 'always', expiresAt: null })
    const states = await page.evaluate(
      scopes => window.allod.permissions.query(scopes as never),
      [all('notes', 'read'), all('notes', 'create'), all('contacts', 'read')],
    )
    expect(states.map(({ state }) => state)).toEqual(['granted', 'prompt', 'prompt'])
    expect(await codeOf(page, `await allod.collection('notes').put({ text: 'x' })`)).toBe('not_permitted')
    expect(await codeOf(page, `await allod.collection('contacts').get('x')`)).toBe('not_permitted')
  },

  'the keyboard alone suffices, Enter never allows, and Escape dismisses': async driver => {
    const page = await driver.open('keys')
    const shown = await ask(driver, page, [all('notes', 'read')])
    await shown.bringToFront()
    await expect.poll(() => shown.evaluate(() => document.activeElement?.id)).toBe('who')
    await shown.key('Enter')
    await shown.key('Tab')
    await expect.poll(() => shown.evaluate(() => document.activeElement?.ariaLabel)).toBe('Read notes')
    await shown.key('Enter')
    await shown.closingKey('Escape')
    expect((await outcomeOf(page)).error?.code).toBe('dismissed')
  },

  'Enter on Allow itself does nothing, and Space allows': async driver => {
    const page = await driver.open('space')
    const shown = await ask(driver, page, [all('notes', 'read')])
    const focusAllow = async () => {
      await untilAwake(shown)
      await shown.evaluate(() => document.querySelector<HTMLElement>('button.primary')?.focus())
      expect(await shown.evaluate(() => document.activeElement?.textContent)).toBe('Allow')
    }
    await shown.bringToFront()
    await focusAllow()
    await shown.key('Enter')
    await shown.choose('Read notes')
    await expect.poll(() => isAwake(shown)).toBe(false)
    await shown.choose('Read notes')
    await focusAllow()
    await shown.closingKey('Space')
    expect((await outcomeOf(page)).grant?.scopes).toEqual([all('notes', 'read')])
  },

  'what is shown and granted is the stored copy: getters cannot swap it': async driver => {
    const page = await driver.open('swap')
    await page.evaluate(() => {
      let reads = 0
      let reasons = 0
      const scope = {
        collection: 'notes',
        get access() {
          return reads++ === 0 ? ['read'] : ['read', 'create', 'update', 'delete']
        },
        fields: '*',
        records: 'all',
      }
      window.ask = {
        scopes: [scope as never],
        get reason() {
          return reasons++ === 0 ? 'first' : 'second'
        },
      }
    })
    await driver.click(page)
    const shown = await driver.consent()
    expect(Object.keys(await ticked(shown)).filter(name => name.endsWith('notes'))).toEqual(['Read notes'])
    expect(await dialogOf(shown)).toContain('first')
    await shown.press('Allow')
    expect((await outcomeOf(page)).grant?.scopes).toEqual([all('notes', 'read')])
  },

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
    const popup = await driver.popup()
    const badge = () => popup.evaluate(badgeOver, driver.origin('gesture'))
    expect(await badge()).toBe('…')
    await page.bringToFront()

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
    expect(await badge()).toBe('…')
    await grant(driver, page, [all('tasks', 'read')])
    expect(await badge()).toBe('')
    // And what is granted wholly needs neither window nor gesture.
    const again = await page.evaluate(
      scopes => window.allod.permissions.request({ scopes } as never),
      [all('notes', 'read')],
    )
    expect(again.scopes).toHaveLength(1)
    expect(await driver.countConsents()).toBe(0)
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
    expect(await driver.countConsents()).toBe(1)

    const sentence = (host: string, words: string) => `Allow ${new URL(driver.origin(host)).host} to ${words}.`
    await shown.bringToFront()
    for (const [host, words] of [
      ['shop', 'read and update notes'],
      ['shop', 'read contacts'],
      ['shop', 'read events'],
    ] as const) {
      await says(sentence(host, words))
      await says(`${driver.origin(host)}\nasks for access`)
      await shown.pressAndStay('Allow')
    }
    await says(sentence('other', 'read tasks'))
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

const dialogOf = (shown: ConsentWindow) =>
  shown.evaluate(() => document.querySelector<HTMLElement>('[role="alertdialog"]')?.innerText)

/** Every tick-box and radio button by its name, and whether it is chosen. */
const ticked = (shown: ConsentWindow) =>
  shown.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll<HTMLInputElement>('input[type="checkbox"], input[type="radio"]')].map(
        input => [input.ariaLabel, input.checked] as const,
      ),
    ),
  )

const isAwake = (shown: ConsentWindow) =>
  shown.evaluate(() => document.querySelector<HTMLButtonElement>('button.primary')?.disabled === false)

const untilAwake = (shown: ConsentWindow) => expect.poll(() => isAwake(shown)).toBe(true)

/** Runs in a page of ours: what the button shows over a site's tab. */
async function badgeOver(origin: string): Promise<string> {
  const tabs = await chrome.tabs.query({})
  const tabId = tabs.find(({ url }) => url?.startsWith(origin))?.id
  return chrome.action.getBadgeText({ tabId })
}

declare const chrome: {
  tabs: { query(what: object): Promise<{ id: number; url?: string }[]> }
  action: { getBadgeText(where: { tabId: number | undefined }): Promise<string> }
}

const grantsOf = (tab: Tab) => tab.evaluate(() => window.allod.permissions.query())

declare global {
  interface Window {
    outcomes: Promise<string[]>
  }
}
