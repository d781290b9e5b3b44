/** What the owner ticked, of what the site asked. */

import { randomId } from '../platform/random.ts'
import type { Grant } from '../protocol/api.ts'
import { BrokerError } from '../protocol/errors.ts'
import type { Decision } from '../protocol/owner.ts'
import type { RequestRow } from '../store/index.ts'

/** A grant for one session ends after this at the latest. Milliseconds. */
const maxSession = 24 * 3_600_000

/** @throws when nothing is ticked, or the end is not ahead */
export function granted({ scopes }: RequestRow, decision: Decision & { allow: true }, now: number): Grant {
  const kept = scopes
    .map((scope, i) => ({ ...scope, access: scope.access.filter(verb => decision.access[i]?.includes(verb)) }))
    .filter(scope => scope.access.length > 0)
  if (kept.length === 0) throw new BrokerError('invalid_request', 'Nothing is ticked.')
  const { lifetime } = decision
  const expiresAt = lifetime === 'session' ? now + maxSession : lifetime === 'until' ? decision.expiresAt : null
  if (lifetime === 'until' && (expiresAt === null || expiresAt <= now)) {
    throw new BrokerError('invalid_request', 'The end must lie ahead.')
  }
  return { id: randomId(), scopes: kept, lifetime, expiresAt }
}
