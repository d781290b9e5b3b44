import { pageRow } from '../page-row.ts'
import { ratioAtLeast, ratioAtMost } from '../row.ts'

export const put = [
  pageRow({
    id: 'put',
    words: 'put, one at a time',
    unit: 'ms',
    theirs: 'idb',
    goal: ratioAtMost(1.2),
    collection: 'put',
    records: () => 1_000,
    sides: [
      { store: 'allod', measure: 'put' },
      { store: 'idb', measure: 'put' },
    ],
  }),
  pageRow({
    id: 'puts-at-once',
    words: '2,000 puts at once, one transaction each in idb',
    unit: 'per second',
    theirs: 'idb',
    goal: ratioAtLeast(5),
    collection: 'puts',
    records: () => 1_000,
    sides: [
      { store: 'allod', measure: 'putsAtOnce' },
      { store: 'idb', measure: 'putsAtOnce' },
    ],
  }),
  pageRow({
    id: 'bulk',
    words: '10,000 new records in one go (`batch`, `bulkPut`)',
    unit: 'ms',
    theirs: 'Dexie',
    goal: ratioAtMost(0.5),
    site: 'bench-bulk',
    collection: 'bulk',
    records: () => 1_000,
    sides: [
      { store: 'allod', measure: 'bulk' },
      { store: 'dexie', measure: 'bulk' },
    ],
  }),
]
