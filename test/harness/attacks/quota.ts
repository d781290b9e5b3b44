/**
 * One site fills the disk. Without `room.check` in lib/broker/calls/write.ts the greedy site's third record is written
 * like the others, and the first expectation of a `quota` fails; without `rates.take` there, a flood is never refused;
 * and without the look at `maxUnanswered` in lib/broker/broker.ts all 20,100 calls are taken.
 */

import { expect } from '@playwright/test'
import { codeOf, grant, type Journeys, type Tab } from '../driver.ts'
import { type OwnPage, untilSays } from '../own-page.ts'
import { openRaw, outcomeOfRaw } from '../raw.ts'
import { all } from '../site.ts'

const scope = all('notes', 'read', 'create', 'update', 'delete')
const put = (site: Tab, id: string, text = 'x') =>
  codeOf(site, `await allod.collection('notes').put(${JSON.stringify({ id, text })})`)

export const quota: Journeys = {
  'a site hits its cap: it reads, shrinks and deletes on, another one writes on, and the owner gives it room':
    async driver => {
      const greedy = await driver.open('greedy')
      const host = new URL(driver.origin('greedy')).host
      await grant(driver, greedy, [scope], 'Delete notes')
      const modest = await driver.open('modest')
      await grant(driver, modest, [scope])
      expect(await put(greedy, 'one')).toBe(null)
      expect(await put(greedy, 'two')).toBe(null)

      const dashboard = await driver.ownerPage('dashboard.html#sites')
      await untilSays(dashboard, 'Has stored 2 records')
      await dashboard.click(`Change how much ${host} may store`)
      await dashboard.fill('Records at most', 'two')
      await dashboard.click('Set limits')
      await untilSays(dashboard, 'Records: please give a whole number')
      await dashboard.fill('Records at most', '2')
      await dashboard.fill('Megabytes at most', '0.001')
      await dashboard.click('Set limits')
      await untilSays(dashboard, 'of at most 2 records, 1 kB')

      expect(await put(greedy, 'three')).toBe('quota')
      const batch = `await allod.collection('notes').batch([
      { op: 'patch', id: 'one', fields: { text: 'changed' } }, { op: 'put', record: { id: 'three' } },
    ])`
      expect(await codeOf(greedy, batch)).toBe('quota')
      expect(await put(greedy, 'two', 'y'.repeat(1_000))).toBe('quota')
      expect(await put(modest, 'mine', 'y'.repeat(10_000))).toBe(null)
      expect(await lengthsSeenBy(greedy)).toEqual([10_000, 1, 1])

      expect(await put(greedy, 'two', '')).toBe(null)
      expect(await codeOf(greedy, `await allod.collection('notes').delete('one')`)).toBe(null)
      expect(await put(greedy, 'three')).toBe(null)
      expect(await put(greedy, 'four')).toBe('quota')

      await expect.poll(() => storedOnDisk(dashboard, driver.origin('greedy'))).toBe(2)
      await driver.stopBackground() // what it has stored is known again afterwards
      expect(await put(greedy, 'four')).toBe('quota')
      await dashboard.bringToFront()
      await dashboard.click(`Change how much ${host} may store`)
      await dashboard.click('Default')
      await untilSays(dashboard, 'of at most 1,000,000 records')
      expect(await put(greedy, 'four')).toBe(null)
      expect(await put(greedy, 'two', 'y'.repeat(1_000))).toBe(null)
    },

  'a flood is refused with the time to wait, and another site writes on': async driver => {
    const greedy = await driver.open('greedy')
    await grant(driver, greedy, [scope], 'Delete notes')
    const modest = await driver.open('modest')
    await grant(driver, modest, [scope])
    // A burst is 50,000 records. Deletions of what is not there count as well, and leave the test nothing to wait for.
    const refusals = await greedy.evaluate(async () => {
      const refused: { code: string; retryAfterMs?: number }[] = []
      const batches = Array.from({ length: 70 }, (_, batch) =>
        window.allod
          .collection('notes')
          .batch(Array.from({ length: 1_000 }, (_, i) => ({ op: 'delete' as const, id: `${batch}-${i}` })))
          .catch(error => void refused.push({ code: error.code, retryAfterMs: error.retryAfterMs })),
      )
      await Promise.all(batches)
      return refused
    })
    expect(refusals.length).toBeGreaterThan(0)
    expect(new Set(refusals.map(({ code }) => code))).toEqual(new Set(['rate_limited']))
    expect(Math.min(...refusals.map(({ retryAfterMs = 0 }) => retryAfterMs))).toBeGreaterThan(0)
    expect(await put(modest, 'mine')).toBe(null)
    expect(await codeOf(greedy, `await allod.collection('notes').get('n1')`)).toBe(null)
  },

  'a document with too many unanswered calls is refused at the door': async driver => {
    const greedy = await driver.open('greedy')
    await grant(driver, greedy, [all('notes', 'read')])
    // The page API holds back what is too much: this page speaks past it.
    await openRaw(greedy)
    const codes = await greedy.evaluate(async () => {
      const params = { collection: 'notes', id: 'x' }
      const answers = await window.raw.send(
        Array.from({ length: 20_100 }, (_, i) => ({ n: 2_000 + i, method: 'get', params })),
      )
      const settled = answers.map(answer => (answer.ok ? 'answered' : answer.error.code))
      return { refused: settled.filter(code => code === 'rate_limited').length, settled: new Set(settled).size }
    })
    expect(codes).toEqual({ refused: 100, settled: 2 })
    expect(await outcomeOfRaw(greedy, 'get', { collection: 'notes', id: 'x' })).toBe('{"ok":true}')
  },
}

/** How many records the disk says that a site has stored: it learns that a moment later. */
const storedOnDisk = (page: OwnPage, origin: string) =>
  page.evaluate(
    origin =>
      new Promise<number | undefined>(resolve => {
        const opening = indexedDB.open('allod')
        opening.onsuccess = () => {
          const reading = opening.result.transaction('sites').objectStore('sites').get(origin)
          reading.onsuccess = () => {
            opening.result.close()
            resolve(reading.result?.used?.records)
          }
        }
      }),
    origin,
  )

const lengthsSeenBy = (site: Tab) =>
  site.evaluate(async () => {
    const { records } = await window.allod.collection<{ text: string }>('notes').find()
    return records.map(({ text }) => text.length)
  })
