import { expect } from '@playwright/test'
import type { Verb } from '../../../lib/protocol/api.ts'
import { ask, codeOf, outcomeOf, type Tab } from '../driver.ts'
import { callOwner } from '../owner.ts'
import { all } from '../site.ts'
import { type Attacks, inFrames } from './attacker.ts'

type View = { id: string; nonce: string }

const decide = ({ id, nonce }: View, ...access: Verb[]) => ({
  answer: 'allow',
  id,
  nonce,
  shares: [{ access: ['read', ...access], fields: '*', records: 'all', picked: [] }],
  lifetime: 'always',
  expiresAt: null,
})

export const decision: Attacks = {
  // Tried without the looks at origin and address in lib/owner/serve.ts: the service answered, and `news` told of requests.
  // Each of the two looks stands for the other as well.
  // The page stands at a path that is the popup's, should anybody judge by the path alone.
  'a page’s isolated world opens the owner’s Ports and sends decisions: they are closed, and nobody listens':
    async attacker => {
      attacker.pages.set('/popup.html', attacker.pages.get('/') as string)
      const page = await attacker.visit(`${attacker.origin('a.test')}/popup.html`)
      const consent = await ask(attacker, page, [all('notes', 'read')])
      const [answer] = await inFrames(attacker, page, 'ISOLATED', async () => {
        globalThis.told = []
        for (const name of ['service', 'news', '']) {
          const port = chrome.runtime.connect({ name })
          port.onMessage.addListener(message => globalThis.told.push(`${name} says ${JSON.stringify(message)}`))
          port.onDisconnect.addListener(() => globalThis.told.push(`${name} closed`))
          for (const method of ['current', 'decide', 'sites', 'revoke', 'collections', 'waiting']) {
            port.postMessage({ id: method, type: 'APPLY', path: [method], argumentList: [] })
          }
          port.postMessage({ id: 'get', type: 'GET', path: [] })
        }
        const message = { id: 1, type: 'APPLY', path: ['current'], argumentList: [] }
        return (await chrome.runtime.sendMessage(message).catch(() => undefined)) ?? 'no answer'
      })
      expect(answer).toBe('no answer')
      await consent.press('Deny') // which is news to whoever may hear it
      expect((await outcomeOf(page)).error?.code).toBe('user_denied')
      const told = async () => (await inFrames(attacker, page, 'ISOLATED', () => globalThis.told.toSorted()))[0]
      await expect.poll(told).toEqual([' closed', 'news closed', 'service closed'])
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

  // Tried without the nonce, and without the id, in `decide` of lib/broker/requests.ts: the wrong decision was carried
  // out. Tried without the cut of the verbs in `within` (lib/broker/granted.ts): all four were granted.
  'a decision counts once, with its own nonce, for the request that stands first': async attacker => {
    const page = await attacker.open('a.test')
    const consent = await ask(attacker, page, [all('notes', 'read')])
    const view = await callOwner<View>(consent, 'current')
    for (const wrong of [{ nonce: '' }, { nonce: view.id }, { id: view.nonce }]) {
      await expect(callOwner(consent, 'decide', decide({ ...view, ...wrong }))).rejects.toThrow('does not wait')
    }
    // Nor is more granted than was asked for, whatever our own page may say.
    await callOwner(consent, 'decide', decide(view, 'create', 'update', 'delete'))
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
declare global {
  var told: string[]
}
declare const chrome: {
  runtime: { connect(info: { name: string }): Port; sendMessage(message: unknown): Promise<unknown> }
}
