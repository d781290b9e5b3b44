import type { Grant, Scope, ScopeState } from '../../protocol/api.ts'
import { BrokerError } from '../../protocol/errors.ts'
import { quotable } from '../../protocol/scope.ts'
import type { GrantPart } from '../../store/index.ts'
import type { Context } from '../context.ts'
import { decideRequest, rowOf } from '../decide.ts'
import { grantsScope } from '../parts.ts'
import type { CallOf, Handler } from './handler.ts'

/** Never prompts. Without arguments: what is granted. */
export const queryPermissions: Handler<'permissions.query'> = async (call, { scopes }): Promise<ScopeState[]> => {
  const { origin } = call.access
  if (!scopes) return call.context.grants.open(origin).map(scope => ({ scope, state: 'granted' }))
  const rows = call.context.grants.openRows(origin)
  const otherwise = call.context.sites.of(origin).never ? 'denied' : 'prompt'
  return scopes.map(scope => {
    const row = rowOf(rows, origin, scope.collection)
    return { scope, state: row && grantsScope(row.parts, scope) ? 'granted' : otherwise }
  })
}

/** What is wholly granted already resolves at once, without a window. */
export const requestPermissions: Handler<'permissions.request'> = async (call, { scopes, reason = '' }) => {
  const { context, access, document, n, hash, gesture, signal } = call
  const sorted = [...scopes].sort((a, b) => (a.collection < b.collection ? -1 : 1))
  const { grants, now, requests } = context
  const asked = { origin: access.origin, scopes: sorted }
  if (decideRequest(grants.of(access.origin), asked, now()) === 'allow') return grantFor(context, access.origin, sorted)
  if (signal.aborted) throw new BrokerError('aborted', 'The request was taken back.')
  signal.addEventListener('abort', () => void requests.abort(document, n), { once: true })
  return requests.ask(document, { n, hash }, { scopes: sorted, reason: quotable(reason) }, gesture)
}

/** Gives verbs back: all without arguments. Never prompts; what is not granted is given back already. */
export const releasePermissions: Handler<'permissions.release'> = async ({ context, access }: CallOf, { scopes }) => {
  await context.grants.take(access.origin, 'release', scopes)
}

/** What is granted already, in the form of a grant. */
function grantFor(context: Context, origin: string, scopes: readonly Scope[]): Grant {
  const parts = context.grants
    .openRows(origin)
    .filter(({ collection }) => scopes.some(scope => scope.collection === collection))
    .flatMap(row => row.parts)
  const shortest = parts.reduce((a, b) => (endOf(b) < endOf(a) ? b : a))
  const { grant: id, lifetime, expiresAt } = shortest
  return { id, scopes: [...scopes], lifetime, expiresAt }
}

const endOf = (part: GrantPart) => part.expiresAt ?? Number.POSITIVE_INFINITY
