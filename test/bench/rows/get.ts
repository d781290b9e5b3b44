import { pageRow } from '../page-row.ts'
import { ratioAtMost } from '../row.ts'

export const get = [
  pageRow({
    id: 'get-again',
    words: 'get, one at a time, asked for before',
    unit: 'ms',
    theirs: 'idb',
    goal: ratioAtMost(1),
    collection: 'notes',
    records: () => 1_000,
    sides: [
      { store: 'allod', measure: 'getAgain' },
      { store: 'idb', measure: 'getAgain' },
    ],
  }),
  pageRow({
    id: 'get-first',
    words: 'get, one at a time, for the first time',
    unit: 'ms',
    theirs: 'idb',
    goal: ratioAtMost(1),
    collection: 'fresh',
    records: () => 3_000, // nobody else reads them
    sides: [
      { store: 'allod', measure: 'getFirst' },
      { store: 'idb', measure: 'getFirst' },
    ],
  }),
]
