/** A request as the owner is to see it: what is asked, what stands there today, and what is granted already. */
import type { Scope } from '../protocol/api.ts'
import { type CollectionToday, maxCount, type RequestView } from '../protocol/sharing.ts'
import type { RequestRow, Store } from '../store/index.ts'
import { rowOf } from './decide.ts'
import type { Grants } from './grants.ts'
import { scopesOf } from './parts.ts'

export async function viewOfRequest(
  store: Store,
  grants: Grants,
  row: RequestRow,
  waiting: number,
): Promise<RequestView> {
  const { id, nonce, origin, scopes, reason, expiresAt } = row
  return {
    id,
    nonce,
    origin,
    scopes,
    reason,
    expiresAt,
    waiting,
    collections: await Promise.all(scopes.map(({ collection }) => today(store, grants, origin, collection))),
    granted: scopes
      .filter((scope, i) => scopes.findIndex(({ collection }) => collection === scope.collection) === i)
      .flatMap(scope => scopesOf(scope.collection, partsOfOwner(store, grants, origin, scope))),
    mayPretend: scopes.some(scope => !hasOfOwner(store, grants, origin, scope)),
  }
}

/** Whether the site has access to this collection of the owner's, and not of an empty store of its own. */
export const hasOfOwner = (store: Store, grants: Grants, origin: string, scope: Scope): boolean =>
  partsOfOwner(store, grants, origin, scope).length > 0

function partsOfOwner(store: Store, grants: Grants, origin: string, { collection }: Scope) {
  const row = rowOf(grants.openRows(origin), origin, collection)
  return row?.space === store.identity.space ? row.parts : []
}

async function today(store: Store, grants: Grants, origin: string, collection: string): Promise<CollectionToday> {
  const { space } = store.identity
  const [count, fields] = await Promise.all([
    store.count(space, collection, maxCount),
    store.fieldNames(space, collection),
  ])
  const parts = rowOf(grants.openRows(origin), origin, collection)?.parts ?? []
  return { count, fields, picked: [...new Set(parts.flatMap(({ picked = [] }) => picked))] }
}
