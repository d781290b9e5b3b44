/**
 * What the store may know of a query to find its records: a superset of them, whatever the view hides. An index holds what
 * stands in a field; for a view that hides the field anywhere, it is no way to find anything (law 10: projected first,
 * then matched).
 */
import type { Json } from '../protocol/api.ts'
import { type CompiledQuery, type Condition, keyOfValue, type Span } from '../query/index.ts'
import { type Access, type FieldSet, hasField, makerPath } from '../store/index.ts'
import type { View } from './view.ts'

/** @param after the cursor's place */
export function accessFor(
  view: View,
  { conditions, sort, limit }: CompiledQuery,
  after: { keys: (Json | undefined)[]; id: string } | undefined,
): Access {
  const only = onlyOf(view)
  const ids = conditions.list.find(({ path, isEquality }) => path === 'id' && isEquality)
  const [first, ...others] = sort
  const isById = first === undefined || (first.path.join('.') === 'id' && first.direction === 'asc')
  const access: Access = {
    conditions: conditions.list.filter(({ path }) => path !== 'id' && isSeenAlways(view, path)),
    most: limit,
    ...(ids && { ids: idsIn(ids) }),
    ...(only && { only }),
    ...(isById && after && { after: after.id }),
  }
  const path = first?.path.join('.') ?? ''
  if (isById || path === 'id' || !isSeenAlways(view, path)) return isById ? access : { ...access, order: 'any' }
  const from = after && keyOfValue(after.keys[0])
  const isLast = others.length === 0
  return {
    ...access,
    order: {
      path,
      isDescending: first.direction === 'desc',
      isLast,
      ...(from && { from: { key: from, id: isLast ? (after?.id ?? null) : null } }),
    },
  }
}

/** A condition that an index may count; null: records have to be looked at. */
export function countableBy(view: View, { conditions }: CompiledQuery): Pick<Condition, 'path' | 'spans'> | null {
  if (!conditions.isAll) return null
  const only = onlyOf(view)
  const [condition, ...more] = conditions.list
  if (!condition) {
    if (!only) return { path: makerPath, spans: everything }
    const key = only.madeBy !== undefined && only.ids.length === 0 ? keyOfValue(only.madeBy) : null
    return key && { path: makerPath, spans: [{ from: key, to: key }] }
  }
  const isTold = condition.isExact && condition.path !== 'id' && isSeenAlways(view, condition.path)
  return more.length === 0 && !only && isTold ? condition : null
}

const everything: Span[] = [{ from: [0], to: [8] }]

/** Undefined: every record of the collection. */
function onlyOf({ origin, reach: { read } }: View): Access['only'] {
  if (read.all) return undefined
  const ids = read.picked.flatMap(({ ids }) => [...ids])
  return read.own ? { madeBy: origin, ids } : { ids }
}

/** Whether the view shows the field of every record that it shows at all. */
function isSeenAlways({ reach: { read } }: View, path: string): boolean {
  const [field = ''] = path.split('.')
  const sets: (FieldSet | null)[] = [read.all, read.own, ...read.picked.map(({ fields }) => fields)]
  return sets.every(fields => fields === null || hasField(fields, field))
}

function idsIn({ spans }: Condition): string[] {
  return spans.flatMap(({ from: [rank, id] }) => (rank === 4 && typeof id === 'string' ? [id] : []))
}
