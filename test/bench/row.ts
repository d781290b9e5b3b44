/** What a row of the table is; `rows/` has them. */
import type { Page } from 'playwright'
import type { Chromium } from '../harness/chromium.ts'
import type { Filling } from '../harness/scale/fill.ts'
import type { Server } from '../harness/serve.ts'

/** What is compared with the goal: ours divided by theirs, ours alone, or what ours is more than theirs. */
export type Goal = { of: 'ratio' | 'ours' | 'difference' } & ({ most: number } | { least: number } | { below: number })

export type Unit = 'ms' | 'per second' | 'MB' | 'bytes'

export interface Row {
  id: string
  /** What is measured, as the table says it. */
  words: string
  unit: Unit
  ours: string
  theirs?: string
  /** Without one, a row is there to be compared. */
  goal?: Goal
  /** Collections that the broker holds before its background first runs. */
  needs?(bench: Pick<Bench, 'quick'>): Filling[]
  open(bench: Bench): Promise<Sides>
}

/** Each is one round. */
interface Sides {
  ours(): Promise<number>
  theirs?(): Promise<number>
  /** Where it turned out to be something else than the row says. */
  oursIs?: string
  close?(): Promise<void>
}

export interface Bench {
  quick: boolean
  rounds: number
  browser: Chromium
  server: Server
  /** A new tab of a site that may do everything with this collection. */
  openSite(name: string, collection: string, beforeItLoads?: (page: Page) => Promise<unknown>): Promise<Page>
  /** What several rows need, made by the first of them, and closed after the last. */
  shared<T extends { close(): Promise<void> }>(name: string, make: () => Promise<T>): Promise<T>
}

export const ratioAtMost = (most: number): Goal => ({ of: 'ratio', most })
export const ratioAtLeast = (least: number): Goal => ({ of: 'ratio', least })
export const ratioBelow = (below: number): Goal => ({ of: 'ratio', below })
