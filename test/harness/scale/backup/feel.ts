/** What a site feels of a backup or a restore that goes on: it asks for one record, again and again. */

import type { Holder } from './owner.ts'
import { collection } from './records.ts'

export interface Felt {
  count: number
  /** Milliseconds. */
  median: number
  ninetyNinth: number
  longest: number
}

declare global {
  interface Window {
    asking: { isOn: boolean; times: Promise<number[]> }
  }
}

/** Asks as fast as it is answered for as long as `work` takes. */
export async function feltDuring<T>({ page, id }: Pick<Holder, 'page' | 'id'>, work: () => Promise<T>) {
  await page.evaluate(
    async ({ collection, id }) => {
      const records = window.allod.collection(collection)
      await records.get(id) // whatever has to be opened first is open now
      const asking: typeof window.asking = { isOn: true, times: Promise.resolve([]) }
      const ask = async () => {
        const times: number[] = []
        while (asking.isOn) {
          const began = performance.now()
          await records.get(id)
          times.push(performance.now() - began)
        }
        return times
      }
      asking.times = ask()
      window.asking = asking
    },
    { collection, id },
  )
  const done = await work()
  const times = await page.evaluate(() => {
    window.asking.isOn = false
    return window.asking.times
  })
  return { done, felt: feltOf(times) }
}

function feltOf(times: number[]): Felt {
  const sorted = times.sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return { count: sorted.length, median: at(0.5), ninetyNinth: at(0.99), longest: at(1) }
}
