import { expect } from '@playwright/test'
import { codeOf, grant, type Tab } from '../driver.ts'
import { openWithLane, type Sent, sendByLane, spyOnLane, untilLane } from '../lane-spy.ts'
import { callOwner } from '../owner.ts'
import { all } from '../site.ts'
import { type Attacks, untilTabAt } from './attacker.ts'
import { holder, holderOf } from './lane-holder.ts'

const put = (text: string): Sent => ({ method: 'put', params: { collection: 'notes', record: { text } } })
const find: Sent = { method: 'find', params: { collection: 'notes' } }
const request: Sent = { method: 'permissions.request', params: { scopes: [all('tasks', 'read')] } }

const textsOf = (page: Tab) =>
  page.evaluate(async () => (await window.allod.collection('notes').find()).records.map(({ text }) => text))

/** What a page says by its lane, past its API. A page can always take the port of its own lane out of its own API. */
export const lane: Attacks = {
  // Tried with `laneMessage` taken for `pageMessage` in lib/broker/broker.ts, and its gestures with it: they were taken. With
  // `z.object` in the place of `z.strictObject`: the calls of all these messages were answered.
  'messages by the lane with gestures, with unknown members, or no objects at all are not taken; no window opens':
    async attacker => {
      const page = await openWithLane(attacker, 'a.test')
      const heard = await page.evaluate(async () => {
        const { port, messages } = window.lane
        const notes = { collection: 'notes' }
        const call = (n: number, method = 'find', params: object = notes) => ({ n, method, params })
        const scopes = [{ collection: 'tasks', access: ['read'], fields: '*', records: 'all' }]
        const told = messages.length
        port.postMessage({ calls: [call(900, 'permissions.request', { scopes })], gestures: [900] })
        port.postMessage({ calls: [call(901)], lane: true })
        port.postMessage({ calls: [call(902)], lane: false })
        port.postMessage({ calls: [call(903)], origin: 'https://b.test', sender: { origin: 'https://b.test' } })
        port.postMessage(JSON.parse('{ "calls": [{ "n": 904, "method": "find" }], "__proto__": { "settled": 1 } }'))
        port.postMessage(JSON.parse('{ "calls": [{ "n": 905, "method": "find", "constructor": {} }] }'))
        port.postMessage({ calls: [call(906), { ...call(907), gesture: true }] })
        for (const nonsense of [null, undefined, 1, 'calls', [], [call(908)], { calls: call(909) }, { calls: [[]] }]) {
          port.postMessage(nonsense)
        }
        port.postMessage({ calls: [{ ...call(910), n: 1.5 }], settled: -1 })
        port.postMessage(new Map([['calls', [call(911)]]]))
        try {
          port.postMessage({ calls: [call(912, 'find', () => {})] })
        } catch {} // what cannot be cloned does not leave the page
        await window.allod.collection('notes').find() // by the same lane, thus behind all of them
        return messages.slice(told)
      })
      expect(heard).toEqual([{ answers: [expect.objectContaining({ ok: true })] }])
      expect(await attacker.countConsents()).toBe(0)

      // What is well formed is a call like any other: without a gesture, and looked at as at the Port.
      const names = JSON.parse('{ "__proto__": { "polluted": 1 } }')
      const bad: Sent[] = [
        request,
        { method: 'put', params: { collection: 'notes', record: names } },
        { method: 'put', params: { collection: '__proto__', record: {} } },
        { method: 'get', params: { collection: 'tasks', id: 'a' } },
        { method: 'find', params: { collection: 'notes', query: names } },
        { method: 'constructor', params: {} },
        { method: 'get', params: names },
      ]
      expect(await sendByLane(page, bad)).toEqual([
        'user_activation_required',
        'invalid_record',
        'invalid_request',
        'not_permitted',
        'invalid_request',
        'unknown_method',
        'invalid_request',
      ])
      expect(await attacker.countConsents()).toBe(0)
      expect(await attacker.prototypeOfBackground()).not.toContain('polluted')

      // What arrives and cannot be read there: the lane closes, and what was under way is answered by the Port.
      const after = await page.evaluate(async () => {
        const { port } = window.lane
        port.postMessage({ calls: [new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))] })
        const notes = window.allod.collection('notes')
        await Promise.all([notes.put({ text: 'behind it' }), notes.put({ text: 'and this' })])
        await window.lane.until(() => window.lane.closed === 1)
        await notes.get('x')
        return window.lane.until(() => window.lane.opened === 2)
      })
      expect(after).toBeUndefined()
      expect((await textsOf(page)).sort()).toEqual(['and this', 'behind it'])
    },

  // Tried without `lane.onmessage = null` and `lane.close()` in lib/broker/wire.ts: a record was written by it once the
  // page had access again.
  'a page keeps its lane after its access was taken back: nothing is answered, nothing written': async attacker => {
    const page = await openWithLane(attacker, 'a.test')
    await page.evaluate(() => window.allod.collection('notes').put({ text: 'before' }))
    const popup = await attacker.popup()
    await page.evaluate(() => {
      MessagePort.prototype.close = () => {} // what the API does with a lane that is over
      window.kept = window.lane.port
    })
    const sendUnheard = (text: string) =>
      page.evaluate(
        calls => window.kept.postMessage({ calls: calls.map((call, i) => ({ ...call, n: 9_000 + i })) }),
        [put(text), find],
      )
    await callOwner(popup, 'revoke', attacker.origin('a.test'))
    await page.evaluate(() => window.lane.until(() => window.lane.closed === 1))
    const told = await page.evaluate(() => window.lane.messages.length)
    await sendUnheard('after')
    for (let i = 0; i < 3; i++) {
      expect(await codeOf(page, `await allod.collection('notes').find()`)).toBe('not_permitted')
    }
    expect(await page.evaluate(told => window.lane.messages.slice(told), told)).toEqual([])
    expect(await page.evaluate(() => window.lane.opened)).toBe(1) // nobody without access gets another one

    await page.bringToFront()
    await grant(attacker, page, [all('notes', 'read', 'create')])
    await sendUnheard('by the old one')
    await page.evaluate(() => window.allod.collection('notes').get('x'))
    await untilLane(page, 2)
    expect(await textsOf(page)).toEqual(['before'])
  },

  // Seen to fail before lib/broker/wire.ts said by the Port that an offered lane is closed: the last call was never answered.
  'access is taken back between the offer of a lane and the page’s word that it goes on by it: every call is answered':
    async attacker => {
      await grant(attacker, await attacker.open('a.test'), [all('notes', 'read', 'create')])
      const page = await attacker.open('a.test')
      await spyOnLane(page, { holdBack: 'word' })
      await page.evaluate(() => window.allod.collection('notes').get('x'))
      const popup = await attacker.popup()
      await page.evaluate(() => window.lane.until(() => window.lane.heldBack.length === 1))
      const answered = page.evaluate(() =>
        window.allod
          .collection('notes')
          .get('x')
          .then(
            () => 'answered',
            ({ code }) => code,
          ),
      )
      await callOwner(popup, 'revoke', attacker.origin('a.test'))
      await page.evaluate(() => window.lane.letGo())
      expect(await answered).toBe('not_permitted')
      expect(await codeOf(page, `await allod.collection('notes').find()`)).toBe('not_permitted')
    },

  // Tried without `document.closeLane()` in `#disconnected` of lib/broker/broker.ts: it was never closed.
  'a shared worker gets the lane and outlives its document: with the document it ends': async attacker => {
    attacker.pages.set('/holder.js', `${holder}; onconnect = ({ ports: [port] }) => hold(port)`)
    const page = await openWithLane(attacker, 'a.test')
    await page.evaluate(() => {
      const { port } = new SharedWorker('/holder.js')
      port.postMessage('here', [window.lane.port])
    })
    const beside = await attacker.open('a.test')
    const worker = await holderOf(beside, "new SharedWorker('/holder.js').port")
    // As long as the document is there it speaks for it. That is its own doing.
    expect(await worker.send(put('while it is there'), find)).toEqual([true, true])
    await page.goto(`${attacker.origin('a.test')}/?elsewhere`)
    await worker.untilClosed()
    const heard = await worker.heard()
    await worker.sendUnheard(put('from beyond'), find)
    for (let i = 0; i < 3; i++) expect(await textsOf(beside)).toEqual(['while it is there'])
    expect(await worker.heard()).toBe(heard)
  },

  // Says that it holds: a lane speaks for the document that it was offered to, whoever holds it.
  'a window of another site gets the lane: it speaks as the first site alone, and ends with its document':
    async attacker => {
      attacker.pages.set(
        '/other',
        `<!doctype html><script>${holder}
          const { port1, port2 } = new MessageChannel()
          hold(port1)
          window.holder = port2
          onmessage = ({ data, ports }) => data === 'here' && port2.postMessage(data, ports)
          opener.postMessage('ready', '*')
        </script>`,
      )
      const other = `${attacker.origin('b.test')}/other`
      await grant(attacker, await attacker.open('b.test'), [all('tasks', 'read', 'create')])
      const page = await openWithLane(attacker, 'a.test')
      await page.evaluate(
        other =>
          new Promise<void>(resolve => {
            const opened = open(other) as Window
            addEventListener('message', () => {
              opened.postMessage('here', '*', [window.lane.port])
              resolve()
            })
          }),
        other,
      )
      const beside = await attacker.open('a.test') // or the access would end with its last tab
      const tab = await untilTabAt(attacker, other)
      const theirs = await holderOf(tab, 'window.holder')
      const tasks: Sent = { method: 'find', params: { collection: 'tasks' } }
      expect(await theirs.send(put('by the other'), find, tasks)).toEqual([true, true, 'not_permitted'])
      await page.close()
      await theirs.untilClosed()
      const heard = await theirs.heard()
      await theirs.sendUnheard(put('from beyond'), find)
      for (let i = 0; i < 3; i++) expect(await codeOf(tab, `await allod.collection('tasks').find()`)).toBe(null)
      expect(await theirs.heard()).toBe(heard)
      expect(await textsOf(beside)).toEqual(['by the other'])
    },
}
