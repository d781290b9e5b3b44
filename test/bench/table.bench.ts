/** `npm run bench`: every row of the goals in Chromium, as a table, as JSON and as a picture. Nothing here is a test. */
import { cpus, loadavg } from 'node:os'
import { test } from '@playwright/test'
import { type Figure, figureOf } from './figures.ts'
import { measureRows } from './measure-rows.ts'
import { publish } from './publish.ts'
import { chosen } from './rows/index.ts'
import { tableWords } from './words.ts'

const quick = process.env.ALLOD_BENCH_QUICK === '1'
const only = (process.env.ALLOD_BENCH_ONLY ?? '').split(',').filter(Boolean)
const rounds = Number(process.env.ALLOD_BENCH_ROUNDS || (quick ? 3 : 7))

test('the bench', async () => {
  test.setTimeout(0)
  const figures: Figure[] = []
  const failed: string[] = []
  const began = Date.now()
  const load = loadavg()[0]
  await measureRows(chosen(only), { quick, rounds }, (row, outcome) => {
    if (outcome instanceof Error) {
      failed.push(row.id)
      console.error(`${row.id} failed:`, outcome)
      return
    }
    const figure = figureOf(outcome)
    figures.push(figure)
    console.log(`${tableWords([figure]).split('\n').at(-1)} after ${Math.round((Date.now() - began) / 1000)} s`)
  })
  const said = [
    `Medians of ${rounds} rounds, both sides by turns`,
    `${cpus().length} cores, load ${load?.toFixed(1)} before it began`,
    ...(quick ? ['quick: smaller stores and fewer rounds, so these are no figures to keep'] : []),
  ].join('; ')
  publish({ figures, said: `${said}.`, quick, isWhole: !quick && only.length === 0 && failed.length === 0 })
  if (failed.length > 0) throw new Error(`These rows failed: ${failed.join(', ')}`)
})
