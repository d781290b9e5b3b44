import { expect } from '@playwright/test'
import type { Tab } from '../driver.ts'
import { grant, type Journeys } from '../driver.ts'
import { all } from '../site.ts'

type Shown = { id: string; _rev: string }

declare global {
  interface Window {
    /** What a page knows by each of its watches. */
    known: { all: Record<string, Shown>; first: Shown[] }
    /** What it has been told that was no news. */
    twice: string[]
  }
}

const first = { sort: [{ n: 'desc' as const }], limit: 3 }

/** Two watches, one of everything and one of the first three, which keep what they are told and note what is no news. */
async function watch(tab: Tab): Promise<void> {
  await tab.evaluate(async first => {
    window.seen = []
    window.twice = []
    window.known = { all: {}, first: [] }
    addEventListener('pageshow', ({ persisted }) => window.seen.push(`shown again ${persisted}`))
    const tasks = window.allod.collection('tasks')
    await tasks.watch({}, event => {
      window.seen.push(event.type)
      if (event.type === 'snapshot') window.known.all = Object.fromEntries(event.records.map(one => [one.id, one]))
      if (event.type !== 'change') return
      for (const { id, record } of event.changes) {
        if (record ? window.known.all[id]?._rev === record._rev : !window.known.all[id]) window.twice.push(id)
        if (record) window.known.all[id] = record
        else delete window.known.all[id]
      }
    })
    await tasks.watch(first, event => {
      if (event.type !== 'snapshot') return
      if (JSON.stringify(event.records) === JSON.stringify(window.known.first)) window.twice.push('the first three')
      window.known.first = event.records
    })
  }, first)
}

/** Waits until a page knows what there is, and looks whether it was told anything twice. */
async function untilKnown(tab: Tab): Promise<void> {
  const found = await tab.evaluate(async first => {
    const tasks = window.allod.collection('tasks')
    const { records } = await tasks.find({})
    return {
      all: Object.fromEntries(records.map(one => [one.id, one])),
      first: (await tasks.find(first)).records,
    }
  }, first)
  await expect.poll(() => tab.evaluate(() => window.known)).toEqual(found)
  expect(await tab.evaluate(() => window.twice)).toEqual([])
}

/** Puts and deletes, many of them, by one who waits for each. */
const writeMany = (tab: Tab, from: number) =>
  tab.evaluate(async from => {
    const tasks = window.allod.collection('tasks')
    for (let n = from; n < from + 10; n++) {
      await tasks.put({ id: `t${n % 7}`, n })
      if (n % 4 === 0) await tasks.delete(`t${(n + 3) % 7}`)
    }
  }, from)

async function begin(driver: Parameters<Journeys[string]>[0]) {
  const writer = await driver.open('writer')
  await grant(driver, writer, [all('tasks', 'read', 'create', 'update', 'delete')], 'Delete tasks')
  await writeMany(writer, 0)
  const watcher = await driver.open('watcher')
  await grant(driver, watcher, [all('tasks', 'read')], 'Always')
  await watch(watcher)
  await untilKnown(watcher)
  return { writer, watcher }
}

export const watching: Journeys = {
  'the background is stopped again and again between writes: a watch misses nothing and hears nothing twice':
    async driver => {
      const { writer, watcher } = await begin(driver)
      const stop = await driver.stopper()
      for (let round = 1; round <= 3; round++) {
        await writer.bringToFront()
        await writeMany(writer, round * 100)
        await stop()
        await writeMany(writer, round * 100 + 50)
        await untilKnown(watcher)
      }
      // And in the midst of them: what is told when it dies may not arrive.
      await writer.bringToFront()
      const writing = writeMany(writer, 1_000)
      await stop()
      await writing
      await untilKnown(watcher)
      expect(await watcher.evaluate(() => window.seen.filter(what => what === 'snapshot'))).toEqual(['snapshot'])
    },

  'a page that sleeps in the back-forward cache while others write knows all of it when it is back': async driver => {
    const { writer, watcher: one } = await begin(driver)
    const sleep = async (watcher: Tab, meanwhile: () => Promise<void>, told: string[]) => {
      await watcher.bringToFront()
      const seen = await watcher.evaluate(() => window.seen.length)
      await watcher.goto(driver.origin('elsewhere'))
      await meanwhile()
      await watcher.bringToFront()
      await driver.goBack(watcher)
      await untilKnown(watcher)
      const since = await watcher.evaluate(from => window.seen.slice(from), seen)
      expect(since).toEqual(['shown again true', ...told])
      await writeMany(writer, 1_000)
      await untilKnown(watcher)
      await watcher.close()
    }
    const another = async () => {
      const watcher = await driver.open('watcher')
      await watch(watcher)
      await untilKnown(watcher)
      return watcher
    }
    await sleep(one, () => writeMany(writer, 100), ['change'])
    await sleep(await another(), async () => {}, [])
    const withDeath = async () => {
      await writeMany(writer, 200)
      await driver.stopBackground()
      await writeMany(writer, 250)
    }
    await sleep(await another(), withDeath, ['change'])
  },
}
