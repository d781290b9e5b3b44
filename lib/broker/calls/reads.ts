import type { RecordKey } from '../../store/index.ts'
import { countMatches, find, parseQuery } from '../find.ts'
import { readWith } from '../permit.ts'
import { show } from '../show.ts'
import type { Handler } from './handler.ts'

export const get: Handler<'get'> = ({ context, access }, { collection, id }) => {
  const { store } = context
  return readWith(context, access, async view => {
    const record = await store.get([view.space, collection, id])
    return show(view, record, store.identity.secret)
  })
}

export const getMany: Handler<'getMany'> = ({ context, access }, { collection, ids }) => {
  const { store } = context
  return readWith(context, access, async view => {
    // Each once: the same large record, asked for thousands of times, would fill the memory.
    const once = [...new Set(ids)]
    const records = await store.getMany(once.map((id): RecordKey => [view.space, collection, id]))
    const shown = new Map(once.map((id, i) => [id, show(view, records[i], store.identity.secret)]))
    return ids.map(id => shown.get(id))
  })
}

export const findRecords: Handler<'find'> = ({ context, access }, params) => {
  const query = parseQuery(params.query)
  return readWith(context, access, async view => {
    const { records, cursor } = await find(context, view, params.collection, query)
    return cursor === undefined ? { records } : { records, cursor }
  })
}

export const count: Handler<'count'> = ({ context, access }, { collection, selector }) => {
  const query = parseQuery(selector === undefined ? {} : { selector })
  return readWith(context, access, view => countMatches(context, view, collection, query))
}
