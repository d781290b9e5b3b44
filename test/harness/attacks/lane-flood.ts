import { expect } from '@playwright/test'
import { codeOf } from '../driver.ts'
import { openWithLane, untilLane } from '../lane-spy.ts'
import type { Attacks } from './attacker.ts'

export const laneFlood: Attacks = {
  // Tried with `maxUnanswered` and `maxUnansweredBytes` in lib/broker/rate.ts at infinity: the lane was never closed. Tried
  // without `lane.onmessage = null` in lib/broker/wire.ts: what came behind was answered as well.
  'a page does not wait for answers on its lane: it is told to stop, what comes behind is dropped, others are answered':
    async attacker => {
      const page = await openWithLane(attacker, 'a.test')
      const other = await openWithLane(attacker, 'b.test')
      const flooded = page.evaluate(async () => {
        const { port, answers } = window.lane
        const put = { method: 'put', params: { collection: 'notes', record: { text: 'x' } } }
        const get = { method: 'get', params: { collection: 'notes', id: 'x' } }
        const calls = [...Array(30).fill(put), ...Array(20_100).fill(get)].map((call, i) => ({ ...call, n: 1_000 + i }))
        port.postMessage({ calls })
        for (let n = 50_000; n < 50_100; n++) port.postMessage({ calls: [{ ...put, n }] })
        await window.lane.until(() => window.lane.closed === 1)
        await window.lane.until(() => answers.filter(({ id }) => id >= 1_000).length >= calls.length)
        const codes = answers.filter(({ id }) => id >= 1_000).map(answer => answer.ok || answer.error.code)
        const { records } = await window.allod.collection('notes').find({ selector: { text: 'x' } })
        return [
          codes.filter(code => code === true).length,
          codes.filter(code => code === 'rate_limited').length,
          records.length,
        ]
      })
      expect(await codeOf(other, `await allod.collection('notes').put({ text: 'meanwhile' })`)).toBeNull()
      expect(await flooded).toEqual([20_000, 130, 30])

      await untilLane(page, 2) // one that behaves again gets another
      const codes = await page.evaluate(async () => {
        const { port, answers } = window.lane
        const query = 'x'.repeat(1_000_000)
        const calls = Array.from({ length: 80 }, (_, i) => ({
          n: 60_000 + i,
          method: 'find',
          params: { collection: 'notes', query },
        }))
        port.postMessage({ calls })
        await window.lane.until(() => answers.filter(({ id }) => id >= 60_000).length === calls.length)
        const codes = answers.filter(({ id }) => id >= 60_000).map(answer => answer.ok || answer.error.code)
        return [
          codes.filter(code => code === 'invalid_request').length,
          codes.filter(code => code === 'rate_limited').length,
        ]
      })
      expect(codes).toEqual([68, 12])
      expect(await page.evaluate(() => window.lane.closed)).toBe(2)
      expect(await codeOf(other, `await allod.collection('notes').put({ text: 'still' })`)).toBeNull()
    },

  // Tried with `mostUnderWay` in lib/page/line.ts at infinity: ten thousand of them were refused with `rate_limited`.
  'thirty thousand puts at once by the page API hold themselves back: all are carried out, and the lane stays':
    async attacker => {
      const page = await openWithLane(attacker, 'a.test')
      const told = await page.evaluate(async () => {
        const notes = window.allod.collection('notes')
        await Promise.all(Array.from({ length: 30_000 }, (_, i) => notes.put({ i })))
        return { count: await notes.count(), closed: window.lane.closed }
      })
      expect(told).toEqual({ count: 30_000, closed: 0 })
    },
}
