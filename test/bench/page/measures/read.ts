import { idOf } from '../../wire.ts'
import { expectCount, expectNote, type Measure, once } from './measure.ts'

export const readAll: Measure = (store, records) => () =>
  once(async () => {
    const notes = (await store.readAll?.()) ?? []
    expectCount(notes, records)
    expectNote(notes.at(-1), idOf(records - 1))
  })

/** By the ids of them all. */
export const getMany: Measure = (store, records) => () => {
  const ids = Array.from({ length: records }, (_, i) => idOf(i))
  return once(async () => {
    const notes = (await store.getMany?.(ids)) ?? []
    expectCount(notes, records)
    expectNote(notes.at(-1), idOf(records - 1))
  })
}
