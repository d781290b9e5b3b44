/** What a site does with a large store, and how long it waits for it. Milliseconds. */
import type { Page } from 'playwright'
import { type Chromium, launch } from '../chromium.ts'
import type { Server } from '../serve.ts'
import { grant, openSite } from '../site.ts'
import { type Filling, faultsOfIndexes, fill, groupSize } from './fill.ts'

export interface Large {
  browser: Chromium
  /** The site's. */
  page: Page
  /** One of the extension's that wakes nothing. */
  quiet: Page
  records: number
  collection: string
}

/** A browser whose extension holds so many records, and a site that may use the largest collection. */
export async function openLarge(site: Server, name: string, fillings: readonly Filling[]): Promise<Large> {
  const browser = await launch()
  const quiet = await browser.extensionPage('manifest.json')
  await browser.stopWorker()
  for (const filling of fillings) await fill(quiet, filling)
  const [largest] = [...fillings].sort((a, b) => b.records - a.records)
  const { collection, records } = largest as Filling
  const page = await openSite(browser, site, name)
  const allowed = await grant(browser, page, [
    { collection, access: ['read', 'create', 'update'], fields: '*', records: 'all' },
  ])
  if (!allowed.grant) throw new Error(`The site was not allowed in: ${JSON.stringify(allowed)}`)
  return { browser, page, quiet, records, collection }
}

/** Asks a query until there is an index over the field that it asks for. */
export async function untilIndexed(
  { page, quiet, collection }: Large,
  path = 'group',
  query: object = { selector: { group: 1 } },
): Promise<void> {
  for (let i = 0; i < 3; i++) {
    await page.evaluate(([name, query]) => window.allod.collection(name).find(query), [collection, query] as const)
  }
  for (;;) {
    const { whole } = await indexesIn(quiet)
    if (whole.includes(`${collection} ${path}`)) return
    await page.evaluate(name => window.allod.collection(name).get('r0000001'), collection) // so that nobody falls asleep
  }
}

const indexesIn = (quiet: Page) =>
  quiet.evaluate(async () => {
    const all = <T>(asking: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        asking.onsuccess = () => resolve(asking.result)
        asking.onerror = () => reject(asking.error)
      })
    const db = await all(indexedDB.open('allod'))
    const rows = (await all(db.transaction('indexes').objectStore('indexes').getAll())) as {
      collection: string
      path: string
      after?: string | null
    }[]
    db.close()
    return {
      whole: rows.filter(({ after }) => after === undefined).map(({ collection, path }) => `${collection} ${path}`),
    }
  })

export const measures = ['open', 'get', 'find', 'write'] as const
export type Measure = (typeof measures)[number]

/** One round of one measure: the median of some of the same. */
export async function take({ browser, page, collection, records }: Large, what: Measure): Promise<number> {
  if (what === 'open' || what === 'find') await browser.stopWorker()
  return page.evaluate(
    async ({ what, collection, records, groups }) => {
      const notes = window.allod.collection<{ group: number; title: string }>(collection)
      const any = (most: number) => Math.floor(Math.random() * most)
      const idOf = (i: number) => `r${String(i).padStart(7, '0')}`
      const median = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)] as number
      const timed = async (times: number, run: () => Promise<unknown>) => {
        const taken: number[] = []
        for (let i = 0; i < times; i++) {
          const start = performance.now()
          await run()
          taken.push(performance.now() - start)
        }
        return median(taken)
      }
      if (what === 'open') return timed(1, () => notes.get(idOf(any(records))))
      if (what === 'get') return timed(100, () => notes.get(idOf(any(records))))
      if (what === 'find') {
        // None that is remembered: each group once, by a background that has just been woken.
        await notes.get(idOf(0))
        const first = any(groups)
        let asked = 0
        return timed(20, async () => {
          const { records } = await notes.find({ selector: { group: (first + asked++) % groups }, limit: 100 })
          if (records.length !== 100) throw new Error(`${records.length} records were found`)
        })
      }
      const group = any(groups)
      const stop = new AbortController()
      let told = () => {}
      await notes.watch({ selector: { group } }, ({ type }) => type === 'change' && told(), { signal: stop.signal })
      const { records: watched } = await notes.find({ selector: { group }, limit: 20 })
      const taken = await timed(20, () => {
        const { id } = watched[any(watched.length)] as { id: string }
        const heard = new Promise<void>(resolve => {
          told = resolve
        })
        return Promise.all([notes.patch(id, { title: `Title ${Math.random()}` }), heard])
      })
      stop.abort()
      return taken
    },
    { what, collection, records, groups: Math.floor(records / groupSize) },
  )
}

export const faultsOf = ({ quiet }: Large) => faultsOfIndexes(quiet)
