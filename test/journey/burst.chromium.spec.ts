import { expect, test } from '../harness/browser.ts'
import { all, grant, openSite } from '../harness/site.ts'

type Settled = { ok: boolean; number: number; id?: string; code?: string }
declare global {
  interface Window {
    acknowledged: number
  }
}

test('the background dies in a burst of 200 puts: each acknowledged one is there once, every promise settles', async ({
  browserWithAllod: browser,
  site,
}) => {
  const page = await openSite(browser, site, 'burst')
  await grant(browser, page, [all('notes', 'read', 'create', 'update')])

  const stop = await browser.workerStopper()
  await page.bringToFront()
  // A put every few milliseconds, so that the burst is under way when the background stops.
  await page.evaluate(() => {
    const notes = window.allod.collection<{ number: number }>('notes')
    const settled: Promise<Settled>[] = []
    window.acknowledged = 0
    window.outcome = new Promise(resolve => {
      const timer = setInterval(() => {
        const number = settled.length
        const put = notes.put({ number }).finally(() => window.acknowledged++)
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
  await page.waitForFunction(() => window.acknowledged >= 40)
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
})
