/** What one origin may do with one collection, at one moment. Pure. */
import type { Verb } from '../protocol/api.ts'
import { verbs } from '../protocol/scope.ts'
import type { FieldSet, GrantPart, LoadedRecord } from '../store/index.ts'

/** For one verb: the fields it covers on any record, on those that the origin made, and on picked ones. Null: none. */
interface Reach {
  all: FieldSet | null
  own: FieldSet | null
  picked: readonly { ids: ReadonlySet<string>; fields: FieldSet }[]
}
/** `space`: where all this stands. A site cannot tell one space from another. */
export type View = { origin: string; space: string; reach: Record<Verb, Reach> }

/** The union of all parts that have not ended. Null when nothing is left: the same as no grant at all. */
export function viewOf(origin: string, space: string, parts: readonly GrantPart[], now: number): View | null {
  const open = parts.filter(part => part.expiresAt === null || part.expiresAt > now)
  if (open.length === 0) return null
  // What a grant does not show it must not destroy.
  const whole = open.filter(part => part.fields === '*')
  const reach = verbs.map(verb => [verb, reachOf(verb === 'delete' ? whole : open, verb)])
  return { origin, space, reach: Object.fromEntries(reach) as Record<Verb, Reach> }
}

export const mayAtAll = ({ reach }: View, verb: Verb): boolean =>
  reach[verb].own !== null || reach[verb].picked.length > 0

/** The fields that a verb covers on one record. `mine`: the origin made it. */
export function fieldsFor({ reach }: View, verb: Verb, mine: boolean, id: string): FieldSet | null {
  const { all, own, picked } = reach[verb]
  const broad = mine ? own : all
  const more = picked.filter(({ ids }) => ids.has(id)).map(({ fields }) => fields)
  return more.length === 0 ? broad : union(broad === null ? more : [broad, ...more])
}

/** The fields with which the origin may make a record. */
export const fieldsForNew = ({ reach }: View): FieldSet | null => reach.create.own

/** Whether a site may name the records that it makes. Where it does not see every id, a name would tell it of one. */
export const choosesIds = ({ reach }: View): boolean => reach.read.all !== null

/** The fields that a verb covers on this record. */
export const fieldsOn = (view: View, verb: Verb, record: LoadedRecord): FieldSet | null =>
  fieldsFor(view, verb, record.madeBy === view.origin, record.row.id)

/** The fields of this record that the origin may read; null when the record is not there for it. */
export function readable(view: View, record: LoadedRecord | undefined): FieldSet | null {
  return record?.alive ? fieldsOn(view, 'read', record) : null
}

/** Two views with the same name show the same. */
export function nameOfView({ space, reach }: View): string {
  return JSON.stringify([space, reach], (_key, value) => (value instanceof Set ? [...value].sort() : value))
}

function reachOf(parts: readonly GrantPart[], verb: Verb): Reach {
  const granting = parts.filter(part => part.access.includes(verb))
  const fieldsWhere = (reaches: (part: GrantPart) => boolean) => union(granting.filter(reaches).map(fieldsOf))
  return {
    all: fieldsWhere(({ records }) => records === 'all'),
    // What covers all records covers the origin's own as well; and what it may make under a pick is picked with it.
    own: fieldsWhere(({ records, access }) => records !== 'picked' || access.includes('create')),
    picked: granting
      .filter(({ records }) => records === 'picked')
      .map(part => ({ ids: pickedIn(part), fields: fieldsOf(part) })),
  }
}

const sets = new WeakMap<GrantPart, ReadonlySet<string>>()

/** Views are made for every call, and a pick may be long. */
function pickedIn(part: GrantPart): ReadonlySet<string> {
  const known = sets.get(part)
  if (known) return known
  const ids = new Set(part.picked)
  sets.set(part, ids)
  return ids
}

const fieldsOf = ({ fields }: GrantPart): FieldSet => (fields === '*' ? '*' : new Set(fields))

function union(fields: readonly FieldSet[]): FieldSet | null {
  if (fields.length < 2) return fields[0] ?? null
  const named = fields.filter(set => set !== '*')
  return named.length < fields.length ? '*' : new Set(named.flatMap(set => [...set]))
}
