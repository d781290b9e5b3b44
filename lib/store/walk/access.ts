/** What a query knows of where its records may stand. */
import type { Condition, Key } from '../../query/index.ts'

export interface Access {
  /** What every match fulfils, the most telling first. */
  conditions: readonly Condition[]
  /** No other records can match. */
  ids?: readonly string[]
  /** No other records can be seen: those that an origin made, and some more. */
  only?: { madeBy?: string; ids: readonly string[] }
  /** The first sort field. `any`: one that no index can tell. Absent: by id. */
  order?: Order | 'any'
  /** In the order of ids: the one after which it begins. */
  after?: string
  /** So many matches are enough, where they come in order. */
  most?: number
  /** The index that could have counted them. */
  counted?: string
}

export interface Order {
  path: string
  isDescending: boolean
  /** There are no further sort fields: records of one value come by id. */
  isLast: boolean
  /** Where it begins: with this key, after this id where one is told. */
  from?: { key: Key; id: string | null }
}
