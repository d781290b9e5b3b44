// Seen to fail: with the comparison of hashes taken out of lib/broker/dispatch.ts, other arguments under a used number
// get the old answer. With permission not asked for where there is a stored answer, a replay after a revoke is answered.
import { expect } from '@playwright/test'
import { grant, type Journeys } from '../driver.ts'
import { callOwner } from '../owner.ts'
import { openRaw } from '../raw.ts'
import { all } from '../site.ts'

export const replay: Journeys = {
  'a call sent again is answered and not carried out again; altered, settled, or after a revoke, it is refused':
    async driver => {
      const page = await driver.open('replay')
      await grant(driver, page, [all('notes', 'read', 'create', 'update')])
      await openRaw(page)
      const put = (n: number, text: string) => ({ n, method: 'put', params: { collection: 'notes', record: { text } } })
      const send = (...calls: ReturnType<typeof put>[]) =>
        page
          .evaluate(calls => window.raw.send(calls), calls)
          .then(answers => answers.map(answer => (answer.ok ? (answer.value as { id: string }).id : answer.error.code)))
      const [made] = await send(put(2_000, 'one'))
      expect(await send(put(2_000, 'one'))).toEqual([made])
      expect(await send(put(2_000, 'two'))).toEqual(['invalid_request'])
      expect(await send({ ...put(2_000, 'one'), method: 'patch' })).toEqual(['invalid_request'])
      // The same number twice at once is one call.
      await page.evaluate(
        call => {
          window.raw.post({ calls: [call, call], aborts: [], settled: 0 })
          return window.raw.send([call])
        },
        put(2_001, 'twice'),
      )
      expect(await count()).toBe(2)
      // Nor does another document, or another background, carry it out again.
      await driver.stopBackground()
      expect(await send(put(2_000, 'one'))).toEqual([made])
      expect(await send(put(2_000, 'two'))).toEqual(['invalid_request'])
      // What is settled stays settled, and going back with `settled` brings nothing back.
      await page.evaluate(() => {
        window.raw.post({ calls: [], aborts: [], settled: 2_001 })
        window.raw.post({ calls: [], aborts: [], settled: 0 })
      })
      expect(await send(put(2_000, 'one'))).toEqual(['invalid_request'])
      expect(await count()).toBe(2)

      await callOwner(await driver.popup(), 'revoke', driver.origin('replay'))
      expect(await send(put(2_001, 'twice'))).toEqual(['not_permitted'])
      await driver.stopBackground()
      expect(await send(put(2_001, 'twice'))).toEqual(['not_permitted'])

      function count() {
        return page.evaluate(async () => {
          const answer = await window.raw.call('count', { collection: 'notes' })
          return answer.ok && answer.value
        })
      }
    },
}
