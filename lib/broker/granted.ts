/** What the owner shares, of what the site asked. Pure but for the grant's id. */

import { randomId } from '../platform/random.ts'
import type { Grant, Records, Scope } from '../protocol/api.ts'
import { BrokerError } from '../protocol/errors.ts'
import type { Decision, Lasting, Share } from '../protocol/sharing.ts'
import type { GrantPart, RequestRow } from '../store/index.ts'
import type { Piece } from './grant-rows.ts'

/** A grant for one session ends after this at the latest. Milliseconds. */
const maxSession = 24 * 3_600_000

/** @throws when nothing is ticked, more is shared than was asked, or the end is not ahead */
export function granted({ scopes }: RequestRow, decision: Decision & { answer: 'allow' }, now: number) {
  const pieces = scopes.flatMap((scope, i) => {
    const share = decision.shares[i]
    const piece = share && pieceOf(scope.collection, within(scope, share))
    return piece ?? []
  })
  if (pieces.length === 0) throw new BrokerError('invalid_request', 'Nothing is ticked.')
  return { pieces, grant: grantOf(pieces, endOf(decision, now)) }
}

/** What a site is given that gets nothing and is not told: as much as it asked, of an empty store. */
export function pretended(scopes: readonly Scope[], lasting: Lasting, now: number) {
  const pieces = scopes.map(({ collection, access, fields, records }): Piece => {
    const piece = { collection, access, fields, records }
    return records === 'picked' ? { ...piece, picked: [] } : piece
  })
  return { pieces, grant: grantOf(pieces, endOf(lasting, now)) }
}

/** Null where nothing is shared. */
function pieceOf(collection: string, { access, fields, records, picked }: Share): Piece | null {
  // A grant that is limited to some fields cannot delete.
  const able = fields === '*' ? access : access.filter(verb => verb !== 'delete')
  const isEmptyPick = records === 'picked' && picked.length === 0 && !able.includes('create')
  if (able.length === 0 || fields.length === 0 || isEmptyPick) return null
  const piece = { collection, access: able, fields, records }
  return records === 'picked' ? { ...piece, picked: [...new Set(picked)].sort() } : piece
}

/** A part as the owner has changed it; null: nothing of it is left. @throws when the end is not ahead */
export function editedPart(
  { picked: _, ...part }: GrantPart,
  collection: string,
  share: Share,
  lasting: Lasting,
  now: number,
): GrantPart | null {
  const piece = pieceOf(collection, share)
  if (!piece) return null
  const { collection: _same, ...rest } = piece
  const end = lasting.lifetime === 'session' && part.lifetime === 'session' ? part : endOf(lasting, now)
  return { ...part, ...rest, lifetime: end.lifetime, expiresAt: end.expiresAt, since: now }
}

/** @throws when the end is not ahead */
function endOf({ lifetime, expiresAt }: Lasting, now: number): Lasting {
  const end = lifetime === 'session' ? now + maxSession : lifetime === 'until' ? expiresAt : null
  if (lifetime === 'until' && (end === null || end <= now)) {
    throw new BrokerError('invalid_request', 'The end must lie ahead.')
  }
  return { lifetime, expiresAt: end }
}

/** The narrower the record set, the larger the number. */
const narrowness: Record<Records, number> = { all: 0, picked: 1, own: 2 }

/** A counter-offer is never more than was asked. */
function within({ access, fields, records }: Scope, share: Share): Share {
  if (narrowness[share.records] < narrowness[records]) {
    throw new BrokerError('invalid_request', 'More records are shared than were asked for.')
  }
  return {
    ...share,
    access: access.filter(verb => share.access.includes(verb)),
    fields: fieldsWithin(fields, share.fields),
  }
}

function fieldsWithin(asked: Scope['fields'], shared: Scope['fields']): Scope['fields'] {
  if (shared === '*') return asked
  return asked === '*' ? [...new Set(shared)].sort() : asked.filter(field => shared.includes(field))
}

function grantOf(pieces: readonly Piece[], { lifetime, expiresAt }: Lasting): Grant {
  const scopes = pieces.map(({ collection, access, fields, records }) => ({ collection, access, fields, records }))
  return { id: randomId(), scopes, lifetime, expiresAt }
}
