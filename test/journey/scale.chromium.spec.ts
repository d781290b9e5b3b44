import { expect, test } from '../harness/browser.ts'
import { faultsOf, openLarge, untilIndexed } from '../harness/scale/measure.ts'
import { verify } from '../harness/tags.ts'

test(
  'a store of 20,000 records: what is asked for again and again gets an index, and answers stay right',
  verify,
  async ({ site }) => {
    const others = Array.from({ length: 10 }, (_, i) => ({ collection: `small.n${i}`, records: 1_000 }))
    const store = await openLarge(site, 'scale', [{ collection: 'large', records: 10_000 }, ...others])
    const { page, browser } = store
    const look = () =>
      page.evaluate(async () => {
        const large = window.allod.collection<{ group: number; rank: number }>('large')
        const { records } = await large.find({ selector: { group: 7 }, sort: [{ rank: 'desc' }] })
        const last = await large.find({ sort: [{ group: 'desc' }, 'rank'], limit: 3 })
        return {
          ids: records.map(({ id }) => id),
          groups: [...new Set(records.map(({ group }) => group))],
          sorted: records.every(({ rank }, i) => i === 0 || rank <= (records[i - 1]?.rank ?? 0)),
          last: last.records.map(({ id }) => id),
          count: await large.count({ group: { $gte: 50 } }),
          all: await large.count(),
        }
      })
    const before = await look()
    expect(before).toMatchObject({ groups: [7], sorted: true, count: 5_000, all: 10_000 })
    expect(before.ids).toHaveLength(100)
    await untilIndexed(store)
    expect(await look()).toEqual(before)

    await page.evaluate(async () => {
      const large = window.allod.collection<{ group: number; rank: number }>('large')
      await large.put({ id: 'new', group: 7, rank: -1 })
      await large.patch('r0000001', { group: 7 })
    })
    await browser.stopWorker()
    const after = await look()
    expect(after.ids).toEqual([...before.ids, 'new'].toSpliced(after.ids.indexOf('r0000001'), 0, 'r0000001'))
    expect(await faultsOf(store)).toMatchObject({ faults: [] })
    await browser.close()
  },
)
