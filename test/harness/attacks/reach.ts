import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect } from '@playwright/test'
import { ask, grant } from '../driver.ts'
import { all } from '../site.ts'
import { type Attacks, inFrames } from './attacker.ts'

/** Every file of the extension: a page knows them from the packed one, which anybody can read. */
const files = readdirSync(fileURLToPath(new URL('../../../.output/chrome-mv3', import.meta.url)), {
  recursive: true,
  encoding: 'utf8',
}).filter(name => name.includes('.'))

const ownPages = ['consent.html', 'popup.html', 'dashboard.html', 'welcome.html']

export const reach: Attacks = {
  // Tried with all files web accessible in the manifest, in Chromium: four frames showed them. (Firefox keeps them out by
  // `frame-ancestors` as well.)
  'a page frames our pages: no frame shows one': async attacker => {
    const page = await attacker.open('a.test')
    const addresses = ownPages.map(path => `${attacker.extension}/${path}`)
    await page.evaluate(async addresses => {
      for (const tag of ['iframe', 'object', 'embed'] as const) {
        for (const address of addresses) {
          const frame = Object.assign(
            document.createElement(tag),
            tag === 'object' ? { data: address } : { src: address },
          )
          const over = new Promise(resolve => {
            for (const type of ['load', 'error']) frame.addEventListener(type, resolve)
          })
          document.body.append(frame)
          if (tag === 'iframe') await over // the others may say nothing at all
        }
      }
    }, addresses)
    const shown = await attacker.frames(page)
    expect(shown.filter(address => addresses.some(ours => address.startsWith(ours)))).toEqual([])
    expect(shown[0]).toBe(`${attacker.origin('a.test')}/`)
  },

  // Tried likewise: a tab showed our page, and every file was fetched.
  'a page navigates, opens and is redirected to our pages: none comes up': async attacker => {
    const page = await attacker.open('a.test')
    for (const path of ownPages) {
      const address = `${attacker.extension}/${path}`
      attacker.pages.set(`/to/${path}`, { body: '', status: 302, headers: { location: address } })
      await page
        .evaluate(address => {
          try {
            window.opened = open(address) as never
          } catch {}
          try {
            location.href = address
          } catch {}
        }, address)
        .catch(() => {}) // the tab may already be going elsewhere
      await attacker.visit(`${attacker.origin('a.test')}/to/${path}`)
      const form = await attacker.open('a.test')
      await form.evaluate(address => {
        const form = Object.assign(document.createElement('form'), { action: address, target: '_blank' })
        const link = Object.assign(document.createElement('a'), { href: address })
        document.body.append(form, link)
        for (const go of [() => form.submit(), () => link.click()]) {
          try {
            go()
          } catch {} // refused at once
        }
      }, address)
      // What they began is refused before they can go on; the refusal may interrupt.
      for (const tab of [form, page]) await tab.goto(`${attacker.origin('a.test')}/`).catch(() => {})
      expect(await attacker.tabAt(address)).toBe(null)
    }
  },

  'fetch, script, image, style, worker and module of our files fail, so a page cannot even tell that we are there':
    async attacker => {
      const page = await attacker.open('a.test')
      const addresses = [...files, 'nothing.js'].map(path => `${attacker.extension}/${path}`)
      const loaded = await page.evaluate(async addresses => {
        const loads = (element: HTMLElement, attribute: string, address: string) =>
          new Promise<boolean>(resolve => {
            element.addEventListener('load', () => resolve(true))
            element.addEventListener('error', () => resolve(false))
            element.setAttribute(attribute, address)
            document.head.append(element)
          })
        const style = () => Object.assign(document.createElement('link'), { rel: 'stylesheet' })
        const found: string[] = []
        for (const address of addresses) {
          const results = await Promise.all([
            fetch(address).then(
              () => true,
              () => false,
            ),
            fetch(address, { mode: 'no-cors' }).then(
              () => true,
              () => false,
            ),
            import(address).then(
              () => true,
              () => false,
            ),
            loads(document.createElement('script'), 'src', address),
            loads(document.createElement('img'), 'src', address),
            loads(style(), 'href', address),
          ])
          if (results.includes(true)) found.push(`${address} ${results}`)
        }
        return found
      }, addresses)
      expect(addresses.length).toBeGreaterThan(10)
      expect(loaded).toEqual([])
    },

  // Nothing of ours can be taken away here: the browser opens the window for the extension, and not for the page.
  'the window that asks has no opener, no name, and nobody holds it': async attacker => {
    const page = await attacker.open('a.test')
    const consent = await ask(attacker, page, [all('notes', 'read')])
    expect(await consent.evaluate(() => [opener, window.name, parent === window, frames.length])).toEqual([
      null,
      '',
      true,
      0,
    ])
    expect(await page.evaluate(() => [frames.length, opener])).toEqual([0, null])
    await consent.press('Deny')
  },

  // Tried with `storage.local` in lib/broker/sleepers.ts: another site’s origin and its document’s name were read.
  'storage that a content script can read holds nothing of worth': async attacker => {
    const secret = await attacker.open('b.test')
    await grant(attacker, secret, [all('diaries', 'read', 'create')])
    await secret.evaluate(() => window.allod.collection('diaries').put({ text: 'dear diary' }))
    await secret.evaluate(async () => void (await window.allod.collection('diaries').watch({}, () => {})))
    const page = await attacker.open('a.test')
    await grant(attacker, page, [all('notes', 'read')])
    const [read] = await inFrames(attacker, page, 'ISOLATED', async () => {
      const found: Record<string, unknown> = {}
      for (const area of ['local', 'sync', 'session', 'managed'] as const) {
        const stored = await Promise.resolve()
          .then(() => chrome.storage[area]?.get(null))
          .catch(() => undefined)
        if (stored && Object.keys(stored).length > 0) found[area] = stored
      }
      // Databases here are the page's own.
      return { found, databases: await indexedDB.databases() }
    })
    expect(read).toEqual({ found: {}, databases: [] })
  },
}

declare const chrome: {
  storage: Record<string, { get(keys: null): Promise<Record<string, unknown>> } | undefined>
}
