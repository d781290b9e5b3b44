import type { Row } from '../row.ts'
import { beside } from './beside.ts'
import { find } from './find.ts'
import { get } from './get.ts'
import { growth } from './growth.ts'
import { lane } from './lane.ts'
import { live } from './live.ts'
import { put } from './put.ts'
import { quiet } from './quiet.ts'
import { read } from './read.ts'

/** In the order of the table. */
const rows: readonly Row[] = [...get, ...put, ...read, ...find, live, ...lane, ...quiet, ...growth, ...beside]

/** @param only ids, or what they begin with: `get` is `get-again` and `get-first` */
export function chosen(only: readonly string[]): readonly Row[] {
  const isChosen = ({ id }: Row) => only.some(name => id === name || id.startsWith(`${name}-`))
  const found = only.length === 0 ? rows : rows.filter(isChosen)
  if (found.length === 0) throw new Error(`There is no such row. There are ${rows.map(({ id }) => id).join(', ')}.`)
  return found
}
