import { middleOf } from '../../middle.ts'
import type { Note } from '../../wire.ts'
import type { Store } from '../store.ts'

/** Made once for a side of a row; what it returns is one round. */
export type Measure = (store: Store, records: number) => () => Promise<number>

export async function middle(times: number, run: (i: number) => Promise<unknown>): Promise<number> {
  const taken: number[] = []
  for (let i = 0; i < times; i++) {
    const start = performance.now()
    await run(i)
    taken.push(performance.now() - start)
  }
  return middleOf(taken)
}

export async function once(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await run()
  return performance.now() - start
}

export function expectNote(note: Note | undefined, id: string): void {
  if (note?.id !== id || note.more.length !== 900) throw new Error(`${id} was asked for, and ${note?.id} came`)
}

export function expectCount(notes: readonly unknown[], count: number): void {
  if (notes.length !== count) throw new Error(`${notes.length} records came, and not ${count}`)
}
