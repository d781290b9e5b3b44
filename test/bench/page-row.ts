/** Rows whose two sides run in one tab, by turns: a measure of the page's on two of its stores. */
import type { Bench, Row } from './row.ts'
import type { Task } from './wire.ts'

export type Side = Pick<Task, 'store' | 'measure'>

export interface PageRow extends Omit<Row, 'needs' | 'open' | 'ours'> {
  ours?: string
  /** The origin's name; rows that write very much have one of their own, and with it a rate of their own. */
  site?: string
  collection: string
  /** How many records stand there before the first round. */
  records(quick: boolean): number
  sides: [ours: Side, theirs: Side]
  /** After the broker's store is filled, and before the first round. */
  ready?(bench: Bench, task: Task): Promise<void>
}

export function pageRow({ site = 'bench', collection, records, sides, ready, ours = 'Allod', ...row }: PageRow): Row {
  return {
    ...row,
    ours,
    needs: ({ quick }) => (records(quick) > 0 ? [{ collection, records: records(quick) }] : []),
    async open(bench) {
      const page = await bench.openSite(site, collection)
      const tasks = sides.map(side => ({ ...side, collection, records: records(bench.quick) }))
      for (const task of tasks) {
        if (task.store !== 'allod') await page.evaluate(task => window.bench.fill(task), task)
        else await ready?.(bench, task)
      }
      const [first, second] = await page.evaluate(
        async tasks => [await window.bench.prepare(tasks[0]!), await window.bench.prepare(tasks[1]!)] as const,
        tasks,
      )
      const round = (side: number) => () => page.evaluate(side => window.bench.round(side), side)
      return { ours: round(first), theirs: round(second), close: () => page.close() }
    },
  }
}
