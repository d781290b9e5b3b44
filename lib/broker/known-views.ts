/** What was decided a moment ago holds until the grants are others, or one of them ends. */
import type { Verb } from '../protocol/api.ts'
import type { GrantRow } from '../store/index.ts'
import { type Decision, decide, type Request } from './decide.ts'
import { lapseOf } from './parts.ts'

interface Known {
  decision: Decision
  from: number
  until: number
}

/** The rows of one origin, as they stand: whoever changes them puts others in their place. */
const known = new WeakMap<readonly GrantRow[], Map<readonly Verb[], Map<string, Known>>>()

/** The same as `decide`, which is asked for every call. */
export function decideAgain(grants: readonly GrantRow[], request: Request, now: number): Decision {
  const { collection, verbs } = request
  const byVerbs = known.get(grants) ?? new Map<readonly Verb[], Map<string, Known>>()
  const byCollection = byVerbs.get(verbs) ?? new Map<string, Known>()
  const last = byCollection.get(collection)
  if (last && now >= last.from && now < last.until) return last.decision
  const decision = decide(grants, request, now)
  if (decision.kind === 'deny') return decision // a site may ask for any number of collections
  byCollection.set(collection, { decision, from: now, until: endOf(grants, now) })
  known.set(grants, byVerbs.set(verbs, byCollection))
  return decision
}

/** When the first of what counts now ends. A use lets it lapse later, and never sooner. */
function endOf(grants: readonly GrantRow[], now: number): number {
  const ends = grants.flatMap(row => row.parts.flatMap(part => [part.expiresAt ?? Infinity, lapseOf(row, part)]))
  return Math.min(...ends.filter(end => end > now))
}
