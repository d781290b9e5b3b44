// Seen to fail: with `recheck` of lib/broker/calls/watch.ts doing nothing and `#tell` keeping its first view, events come
// after the revoke. With `stillPermitted` in lib/broker/calls/write.ts answered by the view of the moment when the call came,
// nothing was committed here all the same. See also the journey `revoke`, for single puts.
import { expect } from '@playwright/test'
import { grant, type Journeys } from '../driver.ts'
import { callOwner } from '../owner.ts'
import { openRaw } from '../raw.ts'
import { all } from '../site.ts'

export const races: Journeys = {
  'batches, pushes, reads and new watches race a revoke: after it has resolved nothing is written and nothing told':
    async driver => {
      const reader = await driver.open('reader')
      await grant(driver, reader, [all('notes', 'read', 'create')])
      const popup = await driver.popup()
      const count = () => reader.evaluate(() => window.allod.collection('notes').count())
      const codes = new Set<string>()
      for (let round = 0; round < 2; round++) {
        const page = await driver.open('racer')
        await page.bringToFront()
        await grant(driver, page, [all('notes', 'read', 'create', 'update', 'delete')], 'Delete notes')
        await openRaw(page)
        await page.evaluate(() => {
          const notes = { collection: 'notes' }
          const flood = () => {
            const calls = Array.from({ length: 10 }, (_, i) => {
              const n = ++window.raw.n
              const put = { op: 'put', record: { text: `${n} ${i}` } }
              if (i < 4) return { n, method: 'batch', params: { ...notes, operations: [put, put, put] } }
              if (i < 6) return { n, method: 'watch', params: notes }
              if (i < 8)
                return {
                  n,
                  method: 'text.push',
                  params: { ...notes, id: 't', field: 'b', update: new Uint8Array([0, 0]) },
                }
              return { n, method: 'find', params: notes }
            })
            window.raw.post({ calls, aborts: [], settled: 0 })
          }
          window.underWay = new Promise(resolve => {
            const timer = setInterval(() => {
              if (window.raw.answers.length > 60) resolve()
              if (window.raw.n < 1_300) flood()
              else if (window.raw.answers.length > 60) clearInterval(timer)
            }, 4)
          })
        })
        await page.evaluate(() => window.underWay)
        await callOwner(popup, 'revoke', driver.origin('racer'))
        const atRevoke = await count()
        await reader.evaluate(round => window.allod.collection('notes').put({ text: `after ${round}` }), round)
        await expect.poll(() => page.evaluate(() => window.raw.answers.length), { timeout: 60_000 }).toBe(300)
        expect(await count()).toBe(atRevoke + 1)
        // Every watch that was started ends. What it is told on its way may still be under way to the page.
        const stillOpen = () =>
          page.evaluate(() => {
            const open = new Set(window.raw.events.map(({ watch }) => watch))
            for (const { watch, event } of window.raw.events) if (event.type === 'end') open.delete(watch)
            return open.size
          })
        await expect.poll(stillOpen, { timeout: 60_000 }).toBe(0)
        const seen = await page.evaluate(() => ({
          codes: window.raw.answers.flatMap(answer => (answer.ok ? [] : answer.error.code)),
          events: JSON.stringify(window.raw.events),
        }))
        for (const code of seen.codes) codes.add(code)
        expect(seen.events).not.toContain(`"after ${round}"`)
        await page.close()
      }
      expect([...codes].filter(code => code !== 'revoked' && code !== 'not_permitted')).toEqual([])
      expect(codes.size).toBeGreaterThan(0) // or no revoke came while calls were under way
    },
}
