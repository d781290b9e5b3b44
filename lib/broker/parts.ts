/** The parts of a grant: how they add up, what they cover, what is taken from them. Pure. */
import type { Scope, Verb } from '../protocol/api.ts'
import { verbs } from '../protocol/scope.ts'
import type { GrantPart, GrantRow } from '../store/index.ts'

/** Unused for so long, a grant lapses. Milliseconds. */
export const unusedFor = 90 * 86_400_000

/** When a part lapses unless it is used before. Milliseconds since the epoch. */
export function lapseOf({ usedAt = 0 }: GrantRow, { since }: GrantPart): number {
  return Math.max(usedAt, since) + unusedFor
}

/** The parts that have neither expired nor lapsed. */
export function openParts(row: GrantRow, now: number): GrantPart[] {
  return row.parts.filter(part => (part.expiresAt === null || part.expiresAt > now) && lapseOf(row, part) > now)
}

/** Adds a part; parts that it covers in everything, time included, go. */
export function addPart(parts: readonly GrantPart[], part: GrantPart): GrantPart[] {
  const later = (known: GrantPart) => ({ ...known, since: Math.max(known.since, part.since) })
  if (parts.some(known => covers(known, part))) {
    return parts.map(known => (covers(known, part) ? later(known) : known)) // confirmed now: it lapses later
  }
  const kept = parts.filter(known => !covers(part, known))
  const twin = kept.find(known => sameReach(known, part))
  if (!twin) return [...kept, part]
  const access = verbs.filter(verb => twin.access.includes(verb) || part.access.includes(verb))
  return kept.map(known => (known === twin ? { ...later(twin), access } : known))
}

/** Takes verbs away from every part; a part without verbs goes. */
export function withoutVerbs(parts: readonly GrantPart[], access: readonly Verb[]): GrantPart[] {
  return parts
    .map(part => ({ ...part, access: part.access.filter(verb => !access.includes(verb)) }))
    .filter(part => part.access.length > 0)
}

/** What the parts grant, as scopes: one for each set of fields and records. */
export function scopesOf(collection: string, parts: readonly GrantPart[]): Scope[] {
  const byReach = new Map<string, Scope>()
  for (const { access, fields, records } of parts) {
    const reach = JSON.stringify([fields, records])
    const known = byReach.get(reach)
    const granted = verbs.filter(verb => access.includes(verb) || known?.access.includes(verb))
    byReach.set(reach, { collection, access: granted, fields, records })
  }
  return [...byReach.values()]
}

/** Whether a scope is granted wholly. */
export function grantsScope(parts: readonly GrantPart[], scope: Scope): boolean {
  return scope.access.every(verb => {
    const able = parts.filter(part => part.access.includes(verb) && (part.records === 'all' || scope.records === 'own'))
    if (able.some(part => part.fields === '*')) return true
    const fields = new Set(able.flatMap(part => part.fields))
    return scope.fields !== '*' && scope.fields.every(field => fields.has(field))
  })
}

function covers(wide: GrantPart, narrow: GrantPart): boolean {
  const endsLater = wide.expiresAt === null || (narrow.expiresAt !== null && wide.expiresAt >= narrow.expiresAt)
  const lastsLonger = endsLater && (wide.lifetime !== 'session' || narrow.lifetime === 'session')
  return lastsLonger && grantsScope([wide], { collection: '', ...narrow })
}

function sameReach(a: GrantPart, b: GrantPart): boolean {
  const reach = ({ fields, records, lifetime, expiresAt }: GrantPart) =>
    JSON.stringify([fields, records, lifetime, expiresAt])
  return reach(a) === reach(b)
}
