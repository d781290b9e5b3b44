import { newNote } from '../note.ts'
import { expectNote, type Measure, once } from './measure.ts'

export const bulk: Measure = store => async () => {
  const notes = Array.from({ length: 10_000 }, newNote)
  const time = await whenAllowed(() => once(() => store.putMany(notes)))
  const { id } = notes.at(-1)!
  expectNote(await store.get(id), id)
  return time
}

/** A site may write 50,000 records at once and then 2,000 each second. What is refused has done nothing, and is not timed. */
async function whenAllowed<T>(run: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await run()
    } catch (error) {
      const { code, retryAfterMs } = error as { code?: string; retryAfterMs?: number }
      if (code !== 'rate_limited' || retryAfterMs === undefined) throw error
      await new Promise(resolve => setTimeout(resolve, retryAfterMs))
    }
  }
}
