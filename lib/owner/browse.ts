/** Lists of records, for every page of ours that shows some. */
import { type BrowseService, linesSchema, sliceSchema } from '../protocol/browse.ts'
import type { RecordKey, Store, WrittenRecord } from '../store/index.ts'
import { folded, holds } from './holds.ts'
import { lineOf } from './line.ts'
import { parse } from './parse.ts'

/**
 * @param mayLook which collections the page may look through
 * @param spaceOf where those stand that the page names as hidden; without it there are none for this page
 */
export function browseService(
  store: Store,
  mayLook: (collection: string) => boolean = () => true,
  spaceOf: (hidden: string) => string = noHidden,
): BrowseService {
  const spaceIn = (hidden: string | undefined) => (hidden === undefined ? store.identity.space : spaceOf(hidden))
  function look<T extends { collection: string }>(ask: T): T {
    if (!mayLook(ask.collection)) throw new Error('This request is not about that collection.')
    return ask
  }
  return {
    async slice(ask) {
      const { collection, text, after, hidden } = look(parse(sliceSchema, ask))
      const wanted = folded(text)
      const { found, next, seen, n } = await store.slice(spaceIn(hidden), collection, after, ({ record, order }) =>
        isIn(record, wanted) ? { id: record.row.id, order } : undefined,
      )
      return { entries: found, next, seen, at: n }
    },
    async lines(ask) {
      const { collection, ids, fields, hidden } = look(parse(linesSchema, ask))
      const keys = ids.map((id): RecordKey => [spaceIn(hidden), collection, id])
      const shown = fields === '*' ? fields : new Set(fields)
      return (await store.written(keys)).map(({ record, last }) => ({
        id: record.row.id,
        ...lineOf(record.fieldNames(shown), name => record.value(name)),
        last,
      }))
    },
  }
}

function noHidden(): string {
  throw new Error('This page looks into the owner’s store alone.')
}

type Shown = WrittenRecord['record']

/** Whether a record holds what is searched for, in whatever field. @param wanted folded; '': every record */
export function isIn(record: Shown, wanted: string): boolean {
  return wanted === '' || record.fieldNames('*').some(name => holds(record.value(name), wanted))
}
