/** Takes the rows one after the other, both sides of each by turns. */
import { launch } from '../harness/chromium.ts'
import { fill } from '../harness/scale/fill.ts'
import type { Bench, Row } from './row.ts'
import { serveBench, sitesOf } from './sites.ts'

export interface Taken {
  row: Row
  /** Of each round. */
  ours: number[]
  theirs: number[]
}

export interface Wish {
  quick: boolean
  rounds: number
}

/** @param told hears of each row, measured or failed, as soon as it is over */
export async function measureRows(
  rows: readonly Row[],
  wish: Wish,
  told: (row: Row, outcome: Taken | Error) => void,
): Promise<void> {
  const server = await serveBench()
  const browser = await launch()
  const closing: (() => Promise<void>)[] = [() => server.close(), () => browser.close()]
  const made = new Map<string, Promise<unknown>>()
  const bench: Bench = {
    ...wish,
    browser,
    server,
    openSite: sitesOf(browser, server),
    shared: <T extends { close(): Promise<void> }>(name: string, make: () => Promise<T>) => {
      const known = made.get(name) as Promise<T> | undefined
      if (known) return known
      const making = make()
      made.set(name, making)
      closing.push(async () => (await making).close())
      return making
    },
  }
  try {
    await fillStore(bench, rows)
    for (const row of rows) told(row, await takeRow(bench, row).catch(errorOf))
  } finally {
    for (const close of closing.reverse()) await close().catch(error => console.error(error))
  }
}

const errorOf = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))

/** Before the background runs for the first time, so that it has nothing of it in memory. */
async function fillStore(bench: Bench, rows: readonly Row[]): Promise<void> {
  const needed = new Map(rows.flatMap(row => row.needs?.(bench) ?? []).map(need => [need.collection, need]))
  if (needed.size === 0) return
  const quiet = await bench.browser.extensionPage('manifest.json')
  await bench.browser.stopWorker()
  for (const need of needed.values()) await fill(quiet, need)
  await quiet.close()
}

async function takeRow(bench: Bench, row: Row): Promise<Taken> {
  const sides = await row.open(bench)
  const taken: Taken = { row: { ...row, ours: sides.oursIs ?? row.ours }, ours: [], theirs: [] }
  try {
    for (let round = -1; round < bench.rounds; round++) {
      const ours = await sides.ours()
      const theirs = await sides.theirs?.()
      if (round < 0) continue // the first warms up
      taken.ours.push(ours)
      if (theirs !== undefined) taken.theirs.push(theirs)
    }
  } finally {
    await sides.close?.()
  }
  return taken
}
