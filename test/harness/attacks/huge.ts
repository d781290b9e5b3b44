import { expect } from '@playwright/test'
import { codeOf, grant, type Journeys } from '../driver.ts'
import { openRaw } from '../raw.ts'
import { all } from '../site.ts'

export const huge: Journeys = {
  // Tried without `mostOfCall` in lib/page/line.ts and the `try` around `postMessage` in lib/page/bridge.ts, in Chromium:
  // the first put never settled. Tried without `#flushSingly` in lib/broker/wire.ts: neither did the find. Both ended in
  // the test's own time limit.
  'what is larger than a message may be is too_large, there and back; the background lives, others are answered':
    async driver => {
      const [page, other] = [await driver.open('huge'), await driver.open('other')]
      for (const site of [page, other]) await grant(driver, site, [all('notes', 'read', 'create')])
      await page.evaluate(() => {
        window.seen = []
        window.allod.addEventListener('disconnect', () => window.seen.push('disconnect'))
      })
      expect(await codeOf(page, `await allod.collection('notes').put({ text: 'x'.repeat(70 << 20) })`)).toBe(
        'too_large',
      )
      // By the Port, and by the lane, which would carry it.
      for (let i = 0; i < 2; i++) {
        expect(
          await codeOf(page, `await allod.collection('notes').find({ selector: { text: 'x'.repeat(70 << 20) } })`),
        ).toBe('too_large')
        await page.evaluate(() => window.allod.collection('notes').get('x'))
      }
      const codes = await page.evaluate(async () => {
        const notes = window.allod.collection('notes')
        for (let i = 0; i < 14; i++) {
          await notes.batch(
            Array.from({ length: 5 }, () => ({ op: 'put' as const, record: { text: 'x'.repeat(1_000_000) } })),
          )
        }
        const asked = [notes.find(), notes.count(), notes.get('x')] as Promise<unknown>[]
        return Promise.all(
          asked.map(one =>
            one.then(
              value => typeof value,
              error => error.code,
            ),
          ),
        )
      })
      expect(codes.slice(1)).toEqual(['number', 'undefined'])
      expect(['too_large', 'object']).toContain(codes[0])
      expect(await codeOf(other, `await allod.collection('notes').put({ text: 'x' })`)).toBeNull()
      expect(await page.evaluate(() => window.seen)).toEqual([])
    },

  // Tried without `new Set(ids)` in lib/broker/calls/reads.ts: the record was loaded ten thousand times at once, and no
  // answer came within a minute.
  'ten thousand times the same large record is loaded once': async driver => {
    const page = await driver.open('same')
    await grant(driver, page, [all('notes', 'read', 'create')])
    const seen = await page.evaluate(async () => {
      window.seen = []
      window.allod.addEventListener('disconnect', () => window.seen.push('disconnect'))
      const notes = window.allod.collection('notes')
      await notes.put({ id: 'large', text: 'é'.repeat(500_000) })
      const got = await notes.getMany(Array.from({ length: 10_000 }, () => 'large'))
      return { got: got.length, last: String(got.at(-1)?.text).length, seen: window.seen }
    })
    expect(seen).toEqual({ got: 10_000, last: 500_000, seen: [] })
  },

  // Tried with `max` of `calls` in lib/protocol/page.ts at a million: 100,001 calls were answered before the others.
  'tens of thousands of calls in one message are answered, more are not taken, and another site is answered meanwhile':
    async driver => {
      const [page, other] = [await driver.open('many'), await driver.open('other')]
      for (const site of [page, other]) await grant(driver, site, [all('notes', 'read', 'create')])
      await openRaw(page)
      await page.evaluate(() => {
        const calls = (count: number) =>
          Array.from({ length: count }, () => ({
            n: ++window.raw.n,
            method: 'get',
            params: { collection: 'notes', id: 'x' },
          }))
        window.raw.post({ calls: calls(100_001), aborts: [], settled: 0 })
        window.raw.post({ calls: calls(20_000), aborts: [], settled: 0 })
      })
      expect(await codeOf(other, `await allod.collection('notes').put({ text: 'x' })`)).toBeNull()
      await expect.poll(() => page.evaluate(() => window.raw.answers.length), { timeout: 40_000 }).toBe(20_000)
      expect(await page.evaluate(() => window.raw.answers.every(({ ok }) => ok))).toBe(true)
      expect(await page.evaluate(() => Math.min(...window.raw.answers.map(({ id }) => id)))).toBe(101_002)
    },
}
