import type { Page } from 'playwright'
import { all, grant, openSite } from '../../harness/site.ts'
import { hasLane, watchLane } from '../lane.ts'
import { type Bench, type Row, ratioAtMost } from '../row.ts'

const collection = 'megabyte'
const site = 'lane'

const carried = {
  bytes: { words: '1 MB of bytes (a Yjs text)', measure: 'readText', goal: ratioAtMost(0.4) },
  records: { words: '1 MB of records (getMany of 1,000)', measure: 'getMegabyte', goal: undefined },
}

export const lane: Row[] = Object.entries(carried).map(([what, { words, measure, goal }]) => ({
  id: `lane-${what}`,
  words,
  unit: 'ms',
  ours: 'lane',
  theirs: 'Port',
  ...(goal && { goal }),
  needs: () => [{ collection, records: 1_000 }],
  async open(bench) {
    await bench.shared('text of a megabyte', () => makeText(bench))
    const task = { store: 'allod', measure, collection, records: 1_000 }
    const [fast, slow] = [await openOn(bench, true), await openOn(bench, false)]
    const isFast = await hasLane(fast)
    const rounds: (() => Promise<number>)[] = []
    for (const page of [fast, slow]) {
      const number = await page.evaluate(task => window.bench.prepare(task), task)
      rounds.push(() => page.evaluate(number => window.bench.round(number), number))
    }
    return {
      ours: rounds[0]!,
      theirs: rounds[1]!,
      ...(isFast ? {} : { oursIs: 'Port: no lane came' }),
      close: async () => {
        for (const page of [fast, slow]) await page.close()
      },
    }
  },
}))

/** A tab that has made its first call. */
async function openOn(bench: Bench, isFast: boolean): Promise<Page> {
  const page = await bench.openSite(site, collection, watchLane(isFast))
  await page.evaluate(name => window.allod.collection(name).count(), collection)
  return page
}

async function makeText({ browser, server }: Bench) {
  const page = await openSite(browser, server, site)
  await grant(browser, page, [all('documents', 'read', 'create')])
  await page.evaluate(async () => {
    const noise = () => Math.random().toString(36).slice(2, 12)
    const body = Array.from({ length: 100_000 }, noise).join('').slice(0, 950_000)
    await window.allod.collection('documents').put({ id: 'bench', title: 'Large', body })
  })
  return page // its grant may end with it
}
