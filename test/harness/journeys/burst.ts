import { expect } from '@playwright/test'
import { grant, type Journeys } from '../driver.ts'
import { all } from '../site.ts'

export const burst: Journeys = {
  'the background dies in a burst of 200 puts: each acknowledged one is there once, every promise settles':
    async driver => {
      const page = await driver.open('burst')
      await grant(driver, page, [all('notes', 'read', 'create', 'update')])

      const stop = await driver.stopper()
      await page.bringToFront()
      // A put every few milliseconds, so that the burst is under way when the background stops.
      await page.evaluate(() => {
        const notes = window.allod.collection<{ number: number }>('notes')
        const settled: Promise<Settled>[] = []
        window.acknowledged = 0
        let begun = () => {}
        window.underWay = new Promise(resolve => {
          begun = resolve
        })
        window.outcome = new Promise(resolve => {
          const timer = setInterval(() => {
            const number = settled.length
            const put = notes.put({ number }).finally(() => {
              if (++window.acknowledged === 40) begun()
            })
            settled.push(
              put.then(
                ({ id }) => ({ ok: true, number, id }),
                ({ code }) => ({ ok: false, number, code }),
              ),
            )
            if (settled.length < 200) return
            clearInterval(timer)
            resolve(Promise.all(settled))
          }, 4)
        })
      })
      await page.evaluate(() => window.underWay)
      await stop()
      const before = await page.evaluate(() => window.acknowledged)
      const settled = await page.evaluate(() => window.outcome as Promise<Settled[]>)
      const stored = await page.evaluate(async () => {
        const { records } = await window.allod.collection<{ number: number }>('notes').find({ limit: 10_000 })
        return records.map(({ id, number }) => ({ id, number }))
      })

      expect(before).toBeLessThan(200)
      expect(settled).toHaveLength(200)
      expect(settled.filter(({ ok }) => !ok)).toEqual([])
      const ids = new Set(stored.map(({ id }) => id))
      expect(settled.filter(({ id }) => !ids.has(id as string))).toEqual([])
      expect(stored.map(({ number }) => number).sort((a, b) => a - b)).toEqual(settled.map(({ number }) => number))
    },
}

type Settled = { ok: boolean; number: number; id?: string; code?: string }
