/** Rows whose two sides run in one tab, by turns: a measure of the page's on two of its stores. */
import type { Bench, Row } from './row.ts'
import type { Remote, Task } from './wire.ts'

type Side = Pick<Task, 'store' | 'measure'>

export interface PageRow extends Omit<Row, 'needs' | 'open' | 'ours'> {
  ours?: string
  /** The origin's name; rows that write very much have one of their own, and with it a rate of their own. */
  site?: string
  collection: string
  /** How many records stand there before the first round. */
  records(quick: boolean): number
  /** The broker's are written by the site, and not put there before its background first runs. */
  written?: true
  sides: [ours: Side, theirs: Side]
  /** Another browser than the others'. */
  in?(bench: Bench): Promise<Bench>
  remote?(bench: Bench): Promise<Remote>
  /** After the broker's store is filled, and before the first round. */
  ready?(bench: Bench, task: Task): Promise<void>
}

export function pageRow(row: PageRow): Row {
  const { id, words, unit, theirs, goal, ours = 'Allod' } = row
  return {
    ...{ id, words, unit, ours },
    ...(theirs !== undefined && { theirs }),
    ...(goal && { goal }),
    needs: ({ quick }) => (row.written ? [] : [{ collection: row.collection, records: row.records(quick) }]),
    open: bench => openSides(bench, row),
  }
}

async function openSides(given: Bench, row: PageRow) {
  const bench = (await row.in?.(given)) ?? given
  const remote = await row.remote?.(bench)
  const page = await bench.openSite(row.site ?? 'bench', row.collection)
  const tasks = row.sides.map(side => ({
    ...side,
    ...(remote && { remote }),
    collection: row.collection,
    records: row.records(bench.quick),
  }))
  for (const task of tasks) {
    const isOurs = task.store === 'allod'
    if (row.written || !isOurs) await page.evaluate(task => window.bench.fill(task), task)
    if (isOurs) await row.ready?.(bench, task)
  }
  const prepare = (task: Task | undefined) => page.evaluate(task => window.bench.prepare(task as Task), task)
  const round = (side: number) => () => page.evaluate(side => window.bench.round(side), side)
  const [first, second] = [await prepare(tasks[0]), await prepare(tasks[1])]
  return { ours: round(first), theirs: round(second), close: () => page.close() }
}
