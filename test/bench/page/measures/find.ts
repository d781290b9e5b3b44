import { groupSize } from '../../wire.ts'
import { expectCount, type Measure, once } from './measure.ts'

const times = 20

/** A hundred records of one group, by rank. Taken together: in memory, one alone is shorter than the page's clock. */
export const find: Measure = (store, records) => async () => {
  const groups = Math.floor(records / groupSize)
  const time = await once(async () => {
    for (let i = 0; i < times; i++) {
      const notes = (await store.findGroup?.(Math.floor(Math.random() * groups))) ?? []
      expectCount(notes, groupSize)
      const isSorted = notes.every(({ rank }, i) => i === 0 || rank >= notes[i - 1]!.rank)
      if (!isSorted) throw new Error('The records came in another order.')
    }
  })
  return time / times
}
