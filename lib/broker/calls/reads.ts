import type { Params } from '../../protocol/page.ts'
import { find, parseQuery } from '../find.ts'
import { readWith } from '../permit.ts'
import { show } from '../show.ts'
import type { Handler } from './handler.ts'

export const get: Handler<'get'> = ({ context, access }, { collection, id }) => {
  const { store } = context
  return readWith(context, access, async view => {
    const record = await store.get([store.identity.space, collection, id])
    return show(view, record, store.identity.secret)
  })
}

export const findRecords: Handler<'find'> = ({ context, access }, params: Params<'find'>) => {
  const query = parseQuery(params.query)
  return readWith(context, access, async view => {
    const { records, cursor } = await find(context, view, params.collection, query)
    return cursor === undefined ? { records } : { records, cursor }
  })
}
