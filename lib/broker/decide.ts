/** The one policy. Pure: (grants, request, now) → allow | deny | ask. Nothing else in Allod decides. */
import type { Scope, Verb } from '../protocol/api.ts'
import type { GrantRow } from '../store/index.ts'
import { grantsScope, openParts } from './parts.ts'
import { mayAtAll, type View, viewOf } from './view.ts'

export interface Request {
  origin: string
  collection: string
  /** Any of these opens the door; what each record allows is in the view. */
  verbs: readonly Verb[]
}

export type Decision = { kind: 'allow'; view: View } | { kind: 'deny' }

/** May this origin do such a thing with this collection at all? Asked before any record is looked up. */
export function decide(grants: readonly GrantRow[], request: Request, now: number): Decision {
  const row = rowOf(grants, request.origin, request.collection)
  const view = row ? viewOf(request.origin, row.space, openParts(row, now), now) : null
  if (!view || !request.verbs.some(verb => mayAtAll(view, verb))) return { kind: 'deny' }
  return { kind: 'allow', view }
}

/** Is there anything to ask the owner, when this origin requests these scopes of this space? */
export function decideRequest(
  grants: readonly GrantRow[],
  { origin, scopes }: { origin: string; scopes: readonly Scope[] },
  now: number,
): 'allow' | 'ask' {
  const granted = (scope: Scope) => {
    const row = rowOf(grants, origin, scope.collection)
    // Asking for a pick that there is already asks for more of it.
    const able = row ? openParts(row, now).filter(({ records }) => records !== 'picked') : []
    return grantsScope(able, scope)
  }
  return scopes.every(granted) ? 'allow' : 'ask'
}

/** Of one origin and collection there is one row with parts in it: in the owner's space or in a hidden one. */
export function rowOf(grants: readonly GrantRow[], origin: string, collection: string): GrantRow | undefined {
  return grants.find(grant => grant.origin === origin && grant.collection === collection && grant.parts.length > 0)
}
