/** `npm run scale`: the same calls on a small store and on one of a million records, side by side, as a table for docs. */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from '@playwright/test'
import { fillings } from '../harness/scale/fill.ts'
import { type Large, type Measure, measures, openLarge, take, untilIndexed } from '../harness/scale/measure.ts'
import { memoryOf } from '../harness/scale/memory.ts'
import { serveSite } from '../harness/site.ts'

const thousands = Number(process.env.ALLOD_SCALE ?? 1_000)
const rounds = 9

const words: Record<Measure, string> = {
  open: 'background started by a call: first answer',
  get: 'get of any record',
  find: 'find of 100 by an index',
  write: 'write with one watch, until both are told',
}

test('a store of a million records', async () => {
  test.setTimeout(0)
  const site = await serveSite()
  const sizes = [10_000, thousands * 1_000]
  const stores: Large[] = []
  const began = Date.now()
  for (const size of sizes) {
    stores.push(await openLarge(site, `scale${size}`, fillings(size)))
    console.log(`${size} records are there after ${Math.round((Date.now() - began) / 1000)} s`)
    await untilIndexed(stores.at(-1) as Large)
    console.log(`indexed after ${Math.round((Date.now() - began) / 1000)} s`)
  }
  const taken = new Map<Measure, number[][]>()
  for (const what of measures) {
    const times: number[][] = sizes.map(() => [])
    for (let round = -1; round < rounds; round++) {
      for (const [i, store] of stores.entries()) {
        const time = await take(store, what)
        if (round >= 0) times[i]?.push(time) // the first round warms up
      }
    }
    taken.set(what, times)
  }
  const memory = stores.map(({ browser }) => memoryOf(browser.folder))
  const median = (times: number[]) => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] as number
  const rows = [...taken].map(([what, times]) => {
    const [small, large] = times.map(median) as [number, number]
    return `| ${words[what]} | ${small.toFixed(1)} ms | ${large.toFixed(1)} ms | ${(large / small).toFixed(2)} |`
  })
  const table = [
    `| | ${sizes.map(size => `${size.toLocaleString('en')} records`).join(' | ')} | ratio |`,
    '|---|---|---|---|',
    ...rows,
    `| memory of the extension's process | ${memory.map(mb => `${mb} MB`).join(' | ')} | |`,
  ].join('\n')
  console.log(table)
  const file = fileURLToPath(new URL('../../docs/SCALE.md', import.meta.url))
  const [before, after] = readFileSync(file, 'utf8').split(/<!-- table -->[\s\S]*<!-- end -->/)
  writeFileSync(file, `${before}<!-- table -->\n${table}\n<!-- end -->${after}`)
  for (const { browser } of stores) await browser.close()
  await site.close()
})
