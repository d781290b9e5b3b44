import { idOf } from '../../wire.ts'
import { expectCount, type Measure, middle } from './measure.ts'

const times = 8

/** A text of a megabyte, which travels as one `Uint8Array`. It is the site's own; `fill` does not make it. */
export const readText: Measure = () => {
  const documents = window.allod.collection('documents')
  return () =>
    middle(times, async () => {
      const bytes = await documents.text('bench', 'body').read()
      if (bytes.length < 900_000) throw new Error(`${bytes.length} bytes came.`)
    })
}

/** A megabyte of records. */
export const getMegabyte: Measure = store => {
  const ids = Array.from({ length: 1_000 }, (_, i) => idOf(i))
  return () => middle(times, async () => expectCount((await store.getMany?.(ids)) ?? [], ids.length))
}
