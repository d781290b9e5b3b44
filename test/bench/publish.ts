/** Where the figures go: always to the terminal and to `test-results/bench`; a whole bench to docs as well. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { putTable } from '../harness/scale/document.ts'
import type { Figure } from './figures.ts'
import { pictureOf } from './picture.ts'
import { tableWords } from './words.ts'

export interface Bench {
  figures: readonly Figure[]
  /** How it was measured, in a sentence. */
  said: string
  quick: boolean
  /** Every row was measured in full. */
  isWhole: boolean
}

const root = new URL('../../', import.meta.url)

export function publish({ figures, said, quick, isWhole }: Bench): void {
  const table = `${tableWords(figures)}\n\n${said}`
  const picture = pictureOf(figures, said)
  const json = `${JSON.stringify({ said, quick, rows: figures }, null, 2)}\n`
  console.log(`\n${table}\n`)
  const folder = new URL('test-results/bench/', root)
  mkdirSync(folder, { recursive: true })
  writeFileSync(new URL('bench.json', folder), json)
  writeFileSync(new URL('bench.svg', folder), picture)
  if (!isWhole) return
  writeFileSync(new URL('docs/bench.json', root), json)
  writeFileSync(new URL('docs/pictures/bench.svg', root), picture)
  putTable(new URL('docs/PERFORMANCE.md', root), 'bench', table)
}
