/** Scopes and fields as the ledger keeps them. Pure. */
import type { Records, Scope } from '../protocol/api.ts'
import type { FieldSet } from '../store/index.ts'
import type { View } from './view.ts'

const which: Record<Records, string> = { all: '', own: 'its own records', picked: 'picked records' }
/** More names than these are counted, not named. */
const maxNames = 20

/** "read, update documents; read contacts (its own records, email, name)" */
export function inWords(scopes: readonly Pick<Scope, 'collection' | 'access' | 'fields' | 'records'>[]): string {
  return scopes
    .map(({ collection, access, fields, records }) => {
      const limits = [which[records], fields === '*' ? '' : namesOf(fields)].filter(Boolean)
      return `${access.join(', ')} ${collection}${limits.length > 0 ? ` (${limits.join(', ')})` : ''}`
    })
    .join('; ')
}

function namesOf(fields: readonly string[]): string {
  const more = fields.length - maxNames
  return fields.slice(0, maxNames).join(', ') + (more > 0 ? ` and ${more} more` : '')
}

/** What a read shows: the fields of the view, or those of them that the query names. */
export function fieldsOfRead({ reach: { read } }: View, named?: readonly string[]): FieldSet {
  // What covers all records covers the site's own as well.
  const seen: FieldSet[] = [...(read.own ? [read.own] : []), ...read.picked.map(({ fields }) => fields)]
  const [only] = seen
  const shown = seen.length === 1 && only ? only : union(seen)
  if (!named) return shown
  return new Set(shown === '*' ? named : named.filter(name => shown.has(name)))
}

function union(sets: readonly FieldSet[]): FieldSet {
  return sets.includes('*') ? '*' : new Set(sets.flatMap(names => [...names]))
}
