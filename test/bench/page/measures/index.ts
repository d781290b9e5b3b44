import { bulk } from './bulk.ts'
import { getMegabyte, readText } from './bytes.ts'
import { find, findAgain, findHighest } from './find.ts'
import { getAgain, getFirst } from './get.ts'
import type { Measure } from './measure.ts'
import { put, putsAtOnce } from './put.ts'
import { getMany, readAll } from './read.ts'

export const measures: Record<string, Measure> = {
  getAgain,
  getFirst,
  put,
  putsAtOnce,
  bulk,
  readAll,
  getMany,
  find,
  findAgain,
  findHighest,
  readText,
  getMegabyte,
}
