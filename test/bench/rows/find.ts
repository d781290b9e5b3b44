import { untilIndexed } from '../../harness/scale/measure.ts'
import { pageRow } from '../page-row.ts'
import { type Goal, ratioAtMost, ratioBelow } from '../row.ts'

const peers: { store: string; theirs: string; goal: Goal }[] = [
  { store: 'dexie', theirs: 'Dexie', goal: ratioAtMost(1.3) },
  { store: 'rxdb', theirs: 'RxDB', goal: ratioBelow(1) },
  { store: 'pouchdb', theirs: 'PouchDB', goal: ratioBelow(1) },
  { store: 'tinybase', theirs: 'TinyBase, all in memory', goal: ratioBelow(1) },
]

export const find = peers.map(({ store, theirs, goal }) =>
  pageRow({
    id: `find-${store}`,
    words: `find 100 by an index, sorted, beside ${theirs.split(',')[0]}`,
    unit: 'ms',
    theirs,
    goal,
    collection: 'large',
    records: quick => (quick ? 10_000 : 100_000),
    sides: [
      { store: 'allod', measure: 'find' },
      { store, measure: 'find' },
    ],
    ready: async ({ browser, openSite }, { collection, records }) => {
      const page = await openSite('bench', collection)
      const quiet = await browser.extensionPage('manifest.json')
      await untilIndexed({ browser, page, quiet, collection, records })
      await page.close()
      await quiet.close()
    },
  }),
)
