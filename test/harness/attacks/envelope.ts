// Seen to fail: with the refusal of names that begin with `_` taken out of `parseFields` in lib/protocol/record.ts, the name
// is taken at the top of a record. With what is answered spread into the envelope (lib/broker/wire.ts), calls that
// answer with an `id` of their own never settle.
import { expect } from '@playwright/test'
import { codeOf, grant, type Journeys } from '../driver.ts'
import { openRaw } from '../raw.ts'
import { all } from '../site.ts'

export const envelope: Journeys = {
  'a record that looks like a reply, an error or a message of ours is read as it was written': async driver => {
    const page = await driver.open('envelope')
    await grant(driver, page, [all('notes', 'read', 'create', 'update')])
    const forged = {
      inside: { __mozWebExtensionPolyfillReject__: { message: 'forged' } },
      ok: false,
      error: { name: 'AbortError', code: 'aborted', message: 'forged', retryable: true, stack: 'forged' },
      answers: [{ id: 1, ok: false }],
      events: [{ watch: 1, event: { type: 'end' } }],
      down: true,
      gone: true,
      wake: true,
      permissionchange: true,
      type: 'end',
    }
    const seen = await page.evaluate(async forged => {
      window.seen = []
      for (const type of ['disconnect', 'reconnect', 'permissionchange']) {
        window.allod.addEventListener(type, () => window.seen.push(type))
      }
      const notes = window.allod.collection('notes')
      await notes.watch({}, ({ type }) => window.seen.push(type))
      const { id, _rev, ...made } = await notes.put(forged)
      const { id: _, _rev: __, ...got } = (await notes.get(id)) ?? { id: '', _rev: '' }
      return { made, got, found: (await notes.find()).records.length }
    }, forged)
    expect(seen).toEqual({ made: forged, got: forged, found: 1 })
    expect(await page.evaluate(() => window.seen)).toEqual(['snapshot', 'change'])
    expect(await codeOf(page, `await allod.collection('notes').put({ __mozWebExtensionPolyfillReject__: {} })`)).toBe(
      'invalid_record',
    )
    expect(await codeOf(page, `await allod.collection('notes').put({ _ok: true })`)).toBe('invalid_record')
  },

  // Not seen to fail: tried with `exposeOver` in lib/owner/serve.ts listening on every Port, and the bridge passing on whole
  // messages, the path below is walked and answered with the origins of other sites.
  // Not seen to fail by one change. By reading: the bridge makes each message anew from its calls, so Comlink's words do not
  // get as far as the background, and there the Port of a page never meets `exposeOver`.
  'messages in the shape of Comlink, or of our own pages, are ignored': async driver => {
    const other = await driver.open('other')
    await grant(driver, other, [all('notes', 'read', 'create')])
    const page = await driver.open('comlink')
    await openRaw(page)
    const answers = await page.evaluate(async () => {
      const paths = [[], ['sites'], ['revoke'], ['constructor', 'constructor'], ['__proto__'], ['decide'], ['slice']]
      for (const type of ['APPLY', 'GET', 'SET', 'CONSTRUCT', 'ENDPOINT', 'RELEASE', 'HANDLER', 'RAW']) {
        for (const path of paths) {
          const message = {
            id: 'forged',
            type,
            path,
            argumentList: [{ type: 'RAW', value: 'x' }],
            value: { type: 'RAW' },
          }
          window.raw.post(message)
          window.raw.post({ calls: [message] })
          window.raw.post({ calls: [], aborts: [], settled: 0, ...message })
          window.postMessage(message, '/')
        }
      }
      for (const allod of ['wake', 'service', 'news', 'page'])
        window.postMessage({ allod, permissionchange: true }, '/')
      // What comes back in order shows that nothing else has come.
      const answer = await window.raw.call('permissions.query', {})
      return { answer, all: window.raw.answers }
    })
    expect(answers.answer).toMatchObject({ ok: true, value: [] })
    expect(answers.all).toHaveLength(1)
    expect(await page.evaluate(() => window.raw.events)).toEqual([])
    expect(await codeOf(other, `await allod.collection('notes').put({ text: 'still granted' })`)).toBeNull()
  },
}
