/** The one policy. Pure: (grants, request, now) → allow | deny | ask. Nothing else in Allod decides. */
import type { Scope, Verb } from '../protocol/api.ts'
import type { GrantRow } from '../store/index.ts'
import { grantsScope, openParts } from './parts.ts'
import { mayAtAll, type View, viewOf } from './view.ts'

export interface Request {
  origin: string
  space: string
  collection: string
  /** Any of these opens the door; what each record allows is in the view. */
  verbs: readonly Verb[]
}

export type Decision = { kind: 'allow'; view: View } | { kind: 'deny' }

/** May this origin do such a thing with this collection at all? Asked before any record is looked up. */
export function decide(grants: readonly GrantRow[], request: Request, now: number): Decision {
  const row = grants.find(grant => belongsTo(grant, request))
  const view = row ? viewOf(request.origin, openParts(row, now), now) : null
  if (!view || !request.verbs.some(verb => mayAtAll(view, verb))) return { kind: 'deny' }
  return { kind: 'allow', view }
}

/** Is there anything to ask the owner, when this origin requests these scopes of this space? */
export function decideRequest(
  grants: readonly GrantRow[],
  { origin, space, scopes }: { origin: string; space: string; scopes: readonly Scope[] },
  now: number,
): 'allow' | 'ask' {
  const granted = (scope: Scope) => {
    const row = grants.find(grant => belongsTo(grant, { origin, space, collection: scope.collection }))
    return !!row && grantsScope(openParts(row, now), scope)
  }
  return scopes.every(granted) ? 'allow' : 'ask'
}

function belongsTo(grant: GrantRow, place: { origin: string; space: string; collection: string }): boolean {
  return grant.origin === place.origin && grant.space === place.space && grant.collection === place.collection
}
