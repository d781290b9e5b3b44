import { expect } from '@playwright/test'
import { ask, codeOf, outcomeOf, type Tab } from '../driver.ts'
import { callOwner } from '../owner.ts'
import { all } from '../site.ts'
import { type Attacks, inFrames } from './attacker.ts'

type View = { id: string; nonce: string }

const decide = ({ id, nonce }: View) => ({
  answer: 'allow',
  id,
  nonce,
  shares: [{ access: ['read'], fields: '*', records: 'all', picked: [] }],
  lifetime: 'always',
  expiresAt: null,
})

export const decision: Attacks = {
  // Tried without the look at the origin in lib/owner/serve.ts: the Port `news` stayed open, and the test waited in vain.
  // The page stands at a path that is the popup's, should anybody judge by the path alone.
  'a page’s isolated world opens the owner’s Ports and sends decisions: they are closed, and nobody listens':
    async attacker => {
      attacker.pages.set('/popup.html', attacker.pages.get('/') as string)
      const page = await attacker.visit(`${attacker.origin('a.test')}/popup.html`)
      const consent = await ask(attacker, page, [all('notes', 'read')])
      const [told] = await inFrames(attacker, page, 'ISOLATED', async () => {
        const told: unknown[] = []
        for (const name of ['service', 'news', '']) {
          await new Promise(resolve => {
            const port = chrome.runtime.connect({ name })
            port.onMessage.addListener(message => {
              told.push(message)
              resolve(0)
            })
            port.onDisconnect.addListener(resolve)
            for (const method of ['current', 'decide', 'sites', 'revoke', 'collections', 'waiting']) {
              port.postMessage({ id: method, type: 'APPLY', path: [method], argumentList: [] })
            }
            port.postMessage({ id: 'get', type: 'GET', path: [] })
          })
        }
        const message = { id: 1, type: 'APPLY', path: ['current'], argumentList: [] }
        const answer = await chrome.runtime.sendMessage(message).catch(() => undefined)
        return [...told, answer ?? 'no answer']
      })
      expect(told).toEqual(['no answer'])
      await consent.press('Deny')
      expect((await outcomeOf(page)).error?.code).toBe('user_denied')
    },

  // Tried without `tab !== this.#window.tab` in lib/broker/requests.ts: the other tab decided.
  'our own pages in other tabs know id and nonce, and cannot decide for the window that asks': async attacker => {
    const page = await attacker.open('a.test')
    const consent = await ask(attacker, page, [all('notes', 'read')])
    const other: Tab = await attacker.ownPage('consent.html')
    const view = await callOwner<View>(other, 'current')
    expect(view.nonce).toMatch(/.{20}/)
    await expect(callOwner(other, 'decide', decide(view))).rejects.toThrow('does not wait for a decision')
    for (const path of ['popup.html', 'dashboard.html', 'welcome.html']) {
      const stranger = await attacker.ownPage(path)
      await expect(callOwner(stranger, 'decide', decide(view))).rejects.toThrow()
      await expect(callOwner(stranger, 'current')).rejects.toThrow()
      await stranger.close()
    }
    expect(await codeOf(page, `await allod.collection('notes').find()`)).toBe('not_permitted')
    await other.close()

    await consent.bringToFront()
    await consent.press('Allow')
    expect((await outcomeOf(page)).grant?.scopes).toEqual([all('notes', 'read')])
  },

  'a decision counts once, with its own nonce, for the request that stands first': async attacker => {
    const page = await attacker.open('a.test')
    const consent = await ask(attacker, page, [all('notes', 'read')])
    const view = await callOwner<View>(consent, 'current')
    for (const wrong of [{ nonce: '' }, { nonce: view.id }, { id: view.nonce }]) {
      await expect(callOwner(consent, 'decide', decide({ ...view, ...wrong }))).rejects.toThrow('does not wait')
    }
    // Nor is more granted than was asked for, whatever our own page may say.
    await callOwner(consent, 'decide', {
      ...decide(view),
      shares: [{ access: ['read', 'create', 'update', 'delete'], fields: '*', records: 'all', picked: [] }],
    })
    await consent.untilClosed()
    expect((await outcomeOf(page)).grant?.scopes).toEqual([all('notes', 'read')])
    expect(await codeOf(page, `await allod.collection('notes').put({ text: 'x' })`)).toBe('not_permitted')
  },
}

interface Port {
  postMessage(message: unknown): void
  onMessage: { addListener(listener: (message: unknown) => void): void }
  onDisconnect: { addListener(listener: (port: unknown) => void): void }
}
declare const chrome: {
  runtime: { connect(info: { name: string }): Port; sendMessage(message: unknown): Promise<unknown> }
}
