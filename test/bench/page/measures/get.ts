import { idOf } from '../../wire.ts'
import { expectNote, type Measure, middle } from './measure.ts'

const times = 100

/** Any of the records, most of which have been asked for in earlier rounds. */
export const getAgain: Measure = (store, records) => () =>
  middle(times, async () => {
    const id = idOf(Math.floor(Math.random() * records))
    expectNote(await store.get(id), id)
  })

/** Each record once, and none that lies beside the last one. */
export const getFirst: Measure = (store, records) => {
  let asked = 0
  const next = () => {
    if (asked === records) throw new Error('Every record has been asked for.')
    return idOf((asked++ * 7919) % records) // prime: it comes to each of them, unless their number is divisible by it
  }
  return () =>
    middle(times, async () => {
      const id = next()
      expectNote(await store.get(id), id)
    })
}
