import { pageRow } from '../page-row.ts'
import { ratioAtMost } from '../row.ts'

const ways = { readAll: 'find, page by page', getMany: 'getMany of their ids' }

/** By whichever a site would use. */
export const read = Object.entries(ways).map(([measure, words]) =>
  pageRow({
    id: measure === 'readAll' ? 'read-all' : 'read-many',
    words: `read 10,000 records (${words})`,
    unit: 'ms',
    theirs: 'idb `getAll`',
    goal: ratioAtMost(1.2),
    collection: 'read',
    records: () => 10_000,
    sides: [
      { store: 'allod', measure },
      { store: 'idb', measure: 'readAll' },
    ],
  }),
)
