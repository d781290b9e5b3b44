import { untilIndexed } from '../../harness/scale/measure.ts'
import { pageRow } from '../page-row.ts'
import { type Bench, type Goal, ratioAtMost, ratioBelow } from '../row.ts'
import type { Task } from '../wire.ts'

const peers: { store: string; theirs: string; goal: Goal }[] = [
  { store: 'dexie', theirs: 'Dexie', goal: ratioAtMost(1.3) },
  { store: 'rxdb', theirs: 'RxDB', goal: ratioBelow(1) },
  { store: 'pouchdb', theirs: 'PouchDB', goal: ratioBelow(1) },
  { store: 'tinybase', theirs: 'TinyBase, all in memory', goal: ratioBelow(1) },
]

const ready =
  (path: string, query: object) =>
  async ({ browser, openSite }: Bench, { collection, records }: Task) => {
    const page = await openSite('bench', collection)
    const quiet = await browser.extensionPage('manifest.json')
    await untilIndexed({ browser, page, quiet, collection, records }, path, query)
    await page.close()
    await quiet.close()
  }
const groups = ready('group', { selector: { group: 1 } })
const ranks = ready('rank', { sort: [{ rank: 'desc' }], limit: 20 })

const large = { unit: 'ms', collection: 'large', records: (quick: boolean) => (quick ? 10_000 : 100_000) } as const

const ofGroups = peers.map(({ store, theirs, goal }) =>
  pageRow({
    id: `find-${store}`,
    words: `find 100 by an index, sorted, beside ${theirs.split(',')[0]}`,
    ...large,
    theirs,
    goal,
    sides: [
      { store: 'allod', measure: 'find' },
      { store, measure: 'find' },
    ],
    ready: groups,
  }),
)

const besideDexie = [
  { id: 'find-again', measure: 'findAgain', words: 'find the same 100 again, beside Dexie', ready: groups },
  { id: 'find-highest', measure: 'findHighest', words: 'find the 20 highest of all, beside Dexie', ready: ranks },
].map(({ measure, ...row }) =>
  pageRow({
    ...row,
    ...large,
    theirs: 'Dexie',
    sides: [
      { store: 'allod', measure },
      { store: 'dexie', measure },
    ],
  }),
)

export const find = [...ofGroups, ...besideDexie]
