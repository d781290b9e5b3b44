import type { Note } from '../../wire.ts'
import { groupSize } from '../../wire.ts'
import { expectCount, type Measure, once } from './measure.ts'

const times = 20

/** A hundred records of one group, by rank: each group once, as long as there are others. */
export const find: Measure = (store, records) => {
  const groups = Math.floor(records / groupSize)
  let asked = 0
  return often(async () => {
    const notes = (await store.findGroup?.((asked++ * 7919) % groups)) ?? []
    expectCount(notes, groupSize)
    expectOrder(notes)
  })
}

/** The same group again and again, as a page does that is drawn anew. */
export const findAgain: Measure = store =>
  often(async () => {
    const notes = (await store.findGroup?.(1)) ?? []
    expectCount(notes, groupSize)
    expectOrder(notes)
  })

const shown = 20

/** What a page shows first: the highest of all, and not many of them. */
export const findHighest: Measure = store =>
  often(async () => {
    const notes = (await store.findHighest?.(shown)) ?? []
    expectCount(notes, shown)
    expectOrder(notes.toReversed())
  })

/** Taken together: in memory, one alone is shorter than the page's clock. */
const often = (run: () => Promise<void>) => async () => {
  const time = await once(async () => {
    for (let i = 0; i < times; i++) await run()
  })
  return time / times
}

function expectOrder(notes: readonly Note[]): void {
  const isSorted = notes.every(({ rank }, i) => i === 0 || rank >= (notes[i - 1] as Note).rank)
  if (!isSorted) throw new Error('The records came in another order.')
}
