import { newNote } from '../note.ts'
import { expectNote, type Measure, middle, once } from './measure.ts'

export const put: Measure = store => async () => {
  const notes = Array.from({ length: 50 }, newNote)
  const time = await middle(notes.length, i => store.put(notes[i]!))
  for (const { id } of notes) expectNote(await store.get(id), id)
  return time
}

/** A site that saves many, each by itself. @returns how many per second */
export const putsAtOnce: Measure = store => async () => {
  const notes = Array.from({ length: 2_000 }, newNote)
  const time = await once(() => Promise.all(notes.map(note => store.put(note))))
  const { id } = notes.at(-1)!
  expectNote(await store.get(id), id)
  return notes.length / (time / 1000)
}
