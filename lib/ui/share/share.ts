/** What the owner is about to share of one collection. Pure. */
import type { Records, Scope, Verb } from '../../protocol/api.ts'
import type { Share } from '../../protocol/sharing.ts'

export const asAsked = ({ access, fields, records }: Scope): Share => ({ access, fields, records, picked: [] })

/** What was asked, but for deleting: that the owner ticks by hand. */
export const firstOffer = (scope: Scope): Share => ({
  ...asAsked(scope),
  access: scope.access.filter(verb => verb !== 'delete'),
})

export const readOnly = (scope: Scope): Share => ({
  ...asAsked(scope),
  access: scope.access.filter(verb => verb === 'read'),
})

/** A share that is limited to some fields cannot delete. */
const ableVerbs = ({ access, fields }: Share): Verb[] =>
  fields === '*' ? access : access.filter(verb => verb !== 'delete')

/** Whether the site would get nothing by it. */
export function sharesNothing(share: Share): boolean {
  const verbs = ableVerbs(share)
  const isEmptyPick = share.records === 'picked' && share.picked.length === 0 && !verbs.includes('create')
  return verbs.length === 0 || share.fields.length === 0 || isEmptyPick
}

/** As the site will have it. */
export const scopeOf = (collection: string, share: Share): Scope => ({
  collection,
  access: ableVerbs(share),
  fields: share.fields,
  records: share.records,
})

/** The record sets that are no more than what was asked, widest first. */
export function choicesWithin(asked: Records): Records[] {
  if (asked === 'all') return ['all', 'own', 'picked']
  return asked === 'picked' ? ['picked', 'own'] : ['own']
}
