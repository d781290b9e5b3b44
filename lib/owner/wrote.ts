/** What a site wrote into the owner's store: the records that it made, whoever has changed them since. */
import type { Service } from '../broker/index.ts'
import { sliceSize } from '../protocol/archive-service.ts'
import { anyOrigin, takeSchema, type WroteAsk, type WroteService, wroteSchema } from '../protocol/wrote.ts'
import type { LoadedRecord } from '../store/index.ts'
import { recordLine } from './archive-lines.ts'
import { parse } from './parse.ts'

/** A slice of ids ends with about this much of their records, as JSON text: so much is deleted by one transaction. */
const deletedAtOnce = 16 * 1_048_576

export function wroteService({ store, edits, sites }: Service): WroteService {
  /** @param weigh takes a record, and says how much of `most` it fills */
  const look = async (ask: WroteAsk, most: number, weigh: (record: LoadedRecord) => number) => {
    const { origin, collection, after } = ask
    let filled = 0
    let seen = 0
    let last: string | null = null
    const slice = await store.slice(store.identity.space, collection, after, ({ record }) => {
      if (filled >= most) return undefined
      seen++
      last = record.row.id
      if (record.madeBy === origin) filled += weigh(record)
      return undefined
    })
    return { seen, next: filled >= most ? last : slice.next }
  }
  return {
    async wrote(ask) {
      const ids: string[] = []
      const place = await look(parse(wroteSchema, ask), deletedAtOnce, record => {
        ids.push(record.row.id)
        return record.fieldNames('*').reduce((sum, name) => sum + JSON.stringify(record.value(name)).length, 0)
      })
      return { ids, ...place }
    },
    async wroteLines(ask) {
      let text = ''
      let records = 0
      const place = await look(parse(wroteSchema, ask), sliceSize, record => {
        const line = recordLine(record) ?? ''
        text += line
        records++
        return line.length
      })
      return { text, records, ...place }
    },
    async removeMade(ask) {
      const { origin, collection, ids } = parse(takeSchema, ask)
      return edits.deleteMade(origin, collection, ids)
    },
    async restoreMade(ask) {
      const { origin, collection, ids } = parse(takeSchema, ask)
      return edits.restoreMade(origin, collection, ids)
    },
    async settleWrote(named) {
      await sites.change(parse(anyOrigin, named), ({ revokedAt: _, ...row }) => row)
    },
  }
}
