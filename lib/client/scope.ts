import type { Scope, Verb } from '../protocol/api.ts'

/** The common request: these verbs on all records of a collection, with all their fields. */
export function scope(collection: string, ...access: Verb[]): Scope {
  return { collection, access, fields: '*', records: 'all' }
}
