/** What one origin may do with one collection, at one moment. Pure. */
import type { Verb } from '../protocol/api.ts'
import type { FieldSet, GrantPart, LoadedRecord } from '../store/index.ts'

/** For one verb: the fields it covers on any record, and on records that the origin made itself. Null: none. */
interface Reach {
  all: FieldSet | null
  own: FieldSet | null
}
export type View = { origin: string; reach: Record<Verb, Reach> }

/** The union of all parts that have not ended. Null when nothing is left: the same as no grant at all. */
export function viewOf(origin: string, parts: readonly GrantPart[], now: number): View | null {
  const open = parts.filter(part => part.expiresAt === null || part.expiresAt > now)
  if (open.length === 0) return null
  return {
    origin,
    reach: {
      read: reachOf(open, 'read'),
      create: reachOf(open, 'create'),
      update: reachOf(open, 'update'),
      // What a grant does not show it must not destroy.
      delete: reachOf(
        open.filter(part => part.fields === '*'),
        'delete',
      ),
    },
  }
}

export const mayAtAll = ({ reach }: View, verb: Verb): boolean => reach[verb].own !== null

/** The fields that a verb covers on one record. `mine`: the origin made it, or is about to. */
export function fieldsFor({ reach }: View, verb: Verb, mine: boolean): FieldSet | null {
  return mine ? reach[verb].own : reach[verb].all
}

/** Whether a site may name the records that it makes. Where it does not see every id, a name would tell it of one. */
export const choosesIds = ({ reach }: View): boolean => reach.read.all !== null

/** The fields of this record that the origin may read; null when the record is not there for it. */
export function readable(view: View, record: LoadedRecord | undefined): FieldSet | null {
  return record?.alive ? fieldsFor(view, 'read', record.madeBy === view.origin) : null
}

/** Two views with the same name show the same. */
export function nameOfView({ reach }: View): string {
  return JSON.stringify(reach, (_key, value) => (value instanceof Set ? [...value].sort() : value))
}

function reachOf(parts: readonly GrantPart[], verb: Verb): Reach {
  const granting = parts.filter(part => part.access.includes(verb))
  const all = granting.filter(part => part.records === 'all')
  // What covers all records covers the origin's own as well.
  return { all: union(all), own: union(granting) }
}

function union(parts: readonly GrantPart[]): FieldSet | null {
  if (parts.length === 0) return null
  if (parts.some(part => part.fields === '*')) return '*'
  return new Set(parts.flatMap(part => part.fields))
}
