/** The parts of a grant: how they add up, what they cover, what is taken from them. Pure. */
import { shortDigest } from '../platform/hash.ts'
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
  const picks = kept.find(known => picksAlike(known, part))
  if (picks) {
    const picked = [...new Set([...(picks.picked ?? []), ...(part.picked ?? [])])]
    return kept.map(known => (known === picks ? { ...later(picks), picked, expiresAt: part.expiresAt } : known))
  }
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

/** What was granted and is not any more: parts that have gone, and verbs that were taken from others. */
export function lostParts(before: readonly GrantPart[], after: readonly GrantPart[]): GrantPart[] {
  const place = (part: GrantPart) => nameOfPart({ ...part, access: [] })
  return before.flatMap(part => {
    const left = after.filter(other => place(other) === place(part)).flatMap(({ access }) => access)
    const access = part.access.filter(verb => !left.includes(verb))
    return access.length > 0 ? { ...part, access } : []
  })
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

/** Whether a scope is granted wholly. What `picked` means is the owner's to say: any pick is one. */
export function grantsScope(parts: readonly GrantPart[], scope: Scope): boolean {
  return scope.access.every(verb => {
    const able = parts.filter(part => part.access.includes(verb) && reaches(part, scope))
    if (able.some(part => part.fields === '*')) return true
    const fields = new Set(able.flatMap(part => part.fields))
    return scope.fields !== '*' && scope.fields.every(field => fields.has(field))
  })
}

function covers(wide: GrantPart, narrow: GrantPart): boolean {
  const endsLater = wide.expiresAt === null || (narrow.expiresAt !== null && wide.expiresAt >= narrow.expiresAt)
  const lastsLonger = endsLater && (wide.lifetime !== 'session' || narrow.lifetime === 'session')
  return lastsLonger && grantsScope([wide], { collection: '', ...narrow }) && picksAll(wide, narrow)
}

/** All records cover any; what a site made itself is covered by its own, and a pick by another pick. */
const reaches = ({ records }: GrantPart, scope: Scope): boolean => records === 'all' || records === scope.records

function picksAll(wide: GrantPart, narrow: GrantPart): boolean {
  if (wide.records !== 'picked') return true
  const ids = new Set(wide.picked)
  return (narrow.picked ?? []).every(id => ids.has(id))
}

/** Two picks that differ in the picked records alone. Of one session they end together: what is added confirms it. */
function picksAlike(a: GrantPart, b: GrantPart): boolean {
  const rest = ({ access, fields, lifetime, expiresAt }: GrantPart) =>
    JSON.stringify([access, fields, lifetime, lifetime === 'session' || expiresAt])
  return a.records === 'picked' && b.records === 'picked' && rest(a) === rest(b)
}

function sameReach(a: GrantPart, b: GrantPart): boolean {
  // A pick under which the site may make records shows it those as well: one that may not does not become one.
  const reach = ({ access, fields, records, picked, lifetime, expiresAt }: GrantPart) =>
    JSON.stringify([fields, records, picked, picked && access.includes('create'), lifetime, expiresAt])
  return reach(a) === reach(b)
}

/** Names a part of a grant among the others of its collection, as long as it reaches as far as it does now. */
export const nameOfPart = ({ grant, access, fields, records, picked, lifetime, expiresAt }: GrantPart): string =>
  shortDigest(JSON.stringify([grant, access, fields, records, picked, lifetime, expiresAt]))
