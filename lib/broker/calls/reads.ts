import { BrokerError } from '../../protocol/errors.ts'
import type { LoadedRecord, RecordKey } from '../../store/index.ts'
import type { Context } from '../context.ts'
import { countMatches, find, maxAnswer, parseQuery, sizeOfRecord } from '../find.ts'
import { fieldsOfRead } from '../ledger-words.ts'
import { readWith } from '../permit.ts'
import { show } from '../show.ts'
import type { Handler } from './handler.ts'

export const get: Handler<'get'> = ({ context, access }, { collection, id }) => {
  const { store } = context
  return readWith(
    context,
    access,
    async view => show(view, await store.get([view.space, collection, id]), store.identity.secret),
    (record, view) => ({ records: record ? 1 : 0, fields: fieldsOfRead(view) }),
  )
}

export const getMany: Handler<'getMany'> = ({ context, access }, { collection, ids }) => {
  const { store } = context
  return readWith(
    context,
    access,
    async view => {
      // Each once: the same large record, asked for thousands of times, would fill the memory.
      const once = [...new Set(ids)].sort() // those of a part stand close together
      const records = await loadInParts(
        context,
        once.map((id): RecordKey => [view.space, collection, id]),
      )
      const shown = new Map(once.map((id, i) => [id, show(view, records[i], store.identity.secret)]))
      return ids.map(id => shown.get(id))
    },
    (records, view) => ({ records: new Set(records.filter(Boolean)).size, fields: fieldsOfRead(view) }),
  )
}

export const findRecords: Handler<'find'> = ({ context, access }, params) => {
  const query = parseQuery(params.query)
  return readWith(
    context,
    access,
    async view => {
      const { records, cursor } = await find(context, view, params.collection, query)
      return cursor === undefined ? { records } : { records, cursor }
    },
    ({ records }, view) => ({ records: records.length, fields: fieldsOfRead(view, query.fields) }),
  )
}

export const count: Handler<'count'> = ({ context, access }, { collection, selector }) => {
  const query = parseQuery(selector === undefined ? {} : { selector })
  return readWith(
    context,
    access,
    view => countMatches(context, view, collection, query),
    // A number tells something of fields that the query names, and the ledger does not take queries apart.
    (_count, view) => ({ records: 0, fields: fieldsOfRead(view), detail: 'count' }),
  )
}

/** As many as a query looks at together: each may be 1 MB. */
const atOnce = 256

/** An answer is one message, and all of it stands in memory. */
async function loadInParts({ store }: Context, keys: RecordKey[]): Promise<(LoadedRecord | undefined)[]> {
  const records: (LoadedRecord | undefined)[] = []
  let size = 0
  for (let from = 0; from < keys.length; from += atOnce) {
    const part = await store.getMany(keys.slice(from, from + atOnce))
    for (const record of part) size += record ? sizeOfRecord(record) : 0
    if (size > maxAnswer) throw new BrokerError('too_large', 'ids: these records are too large for one answer')
    records.push(...part)
  }
  return records
}
