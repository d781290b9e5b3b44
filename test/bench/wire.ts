/** What the bench's page and its runner say to each other. */
import type { Broker } from '../../lib/protocol/api.ts'

/** About 1 KB, the same on all sides. `test/harness/scale/fill.ts` writes its like. */
export interface Note {
  id: string
  title: string
  group: number
  rank: number
  more: string
}

export const groupSize = 100
export const idOf = (i: number): string => `r${String(i).padStart(7, '0')}`

/** One side of a row: which store does what, with how many records in it. */
export interface Task {
  store: string
  measure: string
  collection: string
  records: number
  remote?: Remote
}

/** A server, and the right to use it. */
export interface Remote {
  address: string
  token: string
}

interface BenchPage {
  /** Makes a store of the page's hold what the task asks for. The broker's is filled from outside. */
  fill(task: Task): Promise<void>
  /** @returns its number, for `round` */
  prepare(task: Task): Promise<number>
  /** @returns milliseconds, or how many per second: as the measure has it. @throws where an answer is wrong */
  round(prepared: number): Promise<number>
  /** For live updates, a store of this name tells of a collection: one tab asks by `round`, another answers. */
  prepareLive(store: string, collection: string): Promise<number>
  answerLive(store: string, collection: string): Promise<void>
}

declare global {
  interface Window {
    allod: Broker
    bench: BenchPage
  }
}
