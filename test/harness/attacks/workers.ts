import { expect } from '@playwright/test'
import { grant } from '../driver.ts'
import { all } from '../site.ts'
import type { Attacks } from './attacker.ts'

const tell = `({
  api: typeof allod,
  runtime: typeof (globalThis.chrome?.runtime ?? globalThis.browser?.runtime),
})`

export const workers: Attacks = {
  // Both say that it holds, and name no defence: no content script of any extension runs in a worker, and the broker knows
  // of an origin by the browser alone.
  'workers, shared workers and service workers of a site with access have neither API nor extension':
    async attacker => {
      attacker.pages.set('/worker.js', `postMessage(${tell})`)
      attacker.pages.set('/shared.js', `onconnect = ({ ports: [port] }) => port.postMessage(${tell})`)
      attacker.pages.set('/service.js', `onmessage = ({ ports: [port] }) => port.postMessage(${tell})`)
      const page = await attacker.open('a.test')
      await grant(attacker, page, [all('notes', 'read')])
      const told = await page.evaluate(async () => {
        const { port1, port2 } = new MessageChannel()
        const next = (from: Worker | MessagePort) =>
          new Promise(resolve => {
            from.onmessage = ({ data }: MessageEvent) => resolve(data)
          })
        const told = [await next(new Worker('/worker.js')), await next(new SharedWorker('/shared.js').port)]
        // A browser may trust no service worker under a certificate that it does not know.
        const registered = await navigator.serviceWorker.register('/service.js').catch(() => null)
        if (registered) {
          const { active } = await navigator.serviceWorker.ready
          active?.postMessage(0, [port2])
          told.push(await next(port1))
        }
        return told
      })
      expect(told.length).toBeGreaterThanOrEqual(2)
      for (const one of told) expect(one).toEqual({ api: 'undefined', runtime: 'undefined' })
    },

  'a page that takes over what the page API is made of fools itself alone': async attacker => {
    const other = await attacker.open('b.test')
    await grant(attacker, other, [all('notes', 'read', 'create')])
    await other.evaluate(() => window.allod.collection('notes').put({ id: 'theirs', text: 'of b.test' }))
    const page = await attacker.open('a.test')
    const told = await page.evaluate(async () => {
      const { postMessage } = MessagePort.prototype
      let sent = 0
      MessagePort.prototype.postMessage = function (this: MessagePort, message: { calls?: object[] }) {
        sent++
        const origin = 'https://b.test'
        const calls = message.calls?.map(call => ({ ...call, origin, method: 'find', params: { collection: 'notes' } }))
        postMessage.call(this, { ...message, calls, sender: { origin }, origin } as never)
      } as never
      Object.defineProperty(Object.prototype, 'origin', { value: 'https://b.test', configurable: true, writable: true })
      const ended = window.allod.permissions.query()
      // What is not understood as a whole is not answered: a call that is made afterwards is.
      MessagePort.prototype.postMessage = postMessage
      const after = await window.allod
        .collection('notes')
        .find()
        .then(
          () => 'answered',
          ({ code }) => code,
        )
      void ended.catch(() => {})
      return { sent, after }
    })
    expect(told).toEqual({ sent: expect.any(Number), after: 'not_permitted' })
    expect(await other.evaluate(async () => (await window.allod.collection('notes').find()).records)).toMatchObject([
      { text: 'of b.test' },
    ])
  },
}
