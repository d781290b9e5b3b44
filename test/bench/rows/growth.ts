/** What a store costs as it grows: `npm run scale` has more of this, and these are its parts. */
import { fillings } from '../../harness/scale/fill.ts'
import { type Large, openLarge, take, untilIndexed } from '../../harness/scale/measure.ts'
import { heapOf, memoryOf } from '../../harness/scale/memory.ts'
import { type Bench, type Row, ratioAtMost } from '../row.ts'

const sizes = { few: 1_000, some: 10_000, many: 1_000_000, quick: 20_000 }

/** A browser of its own, whose extension holds so many records. */
async function storeOf(bench: Bench, size: 'few' | 'some' | 'many', isIndexed = false): Promise<Large> {
  const records = size === 'many' && bench.quick ? sizes.quick : sizes[size]
  const large = await bench.shared(`store of ${records}`, async () => {
    const large = await openLarge(bench.server, `scale${records}`, fillings(records))
    return { ...large, close: large.browser.close }
  })
  if (isIndexed && !large.quiet.isClosed()) await untilIndexed(large)
  return large
}

const words = ({ records }: Large) => `${(records * 2).toLocaleString('en')} records` // half of all are in the collection

const coldStart: Row = {
  id: 'cold-start',
  words: 'background woken by a call: first answer, 1,000,000 records beside 1,000',
  unit: 'ms',
  ours: '1,000,000 records',
  theirs: '1,000 records',
  goal: ratioAtMost(1.2),
  async open(bench) {
    const [large, small] = [await storeOf(bench, 'many'), await storeOf(bench, 'few')]
    return { ours: () => take(large, 'open'), theirs: () => take(small, 'open'), oursIs: words(large) }
  },
}

const query: Row = {
  id: 'query-growth',
  words: 'find 100 by an index, 1,000,000 records beside 10,000',
  unit: 'ms',
  ours: '1,000,000 records',
  theirs: '10,000 records',
  goal: ratioAtMost(1.5),
  async open(bench) {
    const [large, small] = [await storeOf(bench, 'many', true), await storeOf(bench, 'some', true)]
    return { ours: () => take(large, 'find'), theirs: () => take(small, 'find'), oursIs: words(large) }
  },
}

/**
 * Of a background that has just been woken and has answered calls, in a process of its own: what the page has left behind
 * that prepared the store, or a consent window, is not the background's.
 */
const memoryRow = (
  row: Pick<Row, 'id' | 'words' | 'goal'>,
  memoryIn: (store: Large) => number | Promise<number>,
): Row => ({
  ...row,
  unit: 'MB',
  ours: '1,000,000 records',
  theirs: '10,000 records',
  async open(bench) {
    const [large, small] = [await storeOf(bench, 'many', true), await storeOf(bench, 'some', true)]
    for (const { quiet } of [large, small]) await quiet.close() // nothing after these rows needs them
    const taken = (store: Large) => async () => {
      for (const calls of ['find', 'get'] as const) await take(store, calls)
      return memoryIn(store)
    }
    return { ours: taken(large), theirs: taken(small), oursIs: words(large) }
  },
})

const memory = [
  memoryRow(
    {
      id: 'memory',
      words: 'all private memory of the background, 1,000,000 records beside 10,000',
      goal: { of: 'ours', most: 80 },
    },
    ({ browser }) => memoryOf(browser.folder),
  ),
  memoryRow({ id: 'memory-heap', words: 'of that, JavaScript’s' }, ({ browser }) => heapOf(browser.context)),
]

export const growth: Row[] = [coldStart, query, ...memory]
