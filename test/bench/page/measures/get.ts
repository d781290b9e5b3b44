import { idOf } from '../../wire.ts'
import { expectNote, type Measure, middle } from './measure.ts'

const times = 100

/** So many at most are asked for again and again. */
const most = 200

/** Any of some records, each of which has been asked for before the first round. */
export const getAgain: Measure = (store, records) => {
  const wanted = Math.min(most, records)
  let asked = 0
  return async () => {
    for (; asked < wanted; asked++) await store.get(idOf(asked))
    return middle(times, async () => {
      const id = idOf(Math.floor(Math.random() * wanted))
      expectNote(await store.get(id), id)
    })
  }
}

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
