/** The site that the bench measures: the broker and every peer that runs in a page, under one address. */
import { idOf, type Task } from '../wire.ts'
import { answerLive, prepareLive } from './live/index.ts'
import { measures } from './measures/index.ts'
import { noteOf } from './note.ts'
import type { Store } from './store.ts'
import { stores } from './stores/index.ts'

const atOnce = 5_000
const opened = new Map<string, Promise<Store>>()
const prepared: (() => Promise<number>)[] = []

/** Once for the page: two connections to one database are not what a site has. */
function storeOf({ store, collection, measure, remote }: Task): Promise<Store> {
  const key = `${store} ${collection}`
  const known = opened.get(key)
  if (known) return known
  const open = stores[store]
  if (!open) throw new Error(`There is no store ${store}.`)
  const opening = open(collection, measure.startsWith('find'), remote)
  opened.set(key, opening)
  return opening
}

window.bench = {
  async fill(task) {
    const store = await storeOf(task)
    if (await store.get(idOf(task.records - 1))) return // by an earlier row
    for (let from = 0; from < task.records; from += atOnce) {
      const length = Math.min(atOnce, task.records - from)
      await store.putMany(Array.from({ length }, (_, i) => noteOf(from + i, task.records)))
    }
  },
  async prepare(task) {
    const measure = measures[task.measure]
    if (!measure) throw new Error(`There is no measure ${task.measure}.`)
    return prepared.push(measure(await storeOf(task), task.records)) - 1
  },
  prepareLive: async (store, collection) => prepared.push(await prepareLive(store, collection)) - 1,
  answerLive,
  async round(number) {
    const round = prepared[number]
    if (!round) throw new Error(`Nothing was prepared as ${number}.`)
    return round()
  },
}
