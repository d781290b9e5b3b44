/** A request for consent as it begins, and the calls that join it. */
import { randomId } from '../platform/random.ts'
import type { Scope } from '../protocol/api.ts'
import { BrokerError } from '../protocol/errors.ts'
import type { RequestRow, SiteRow } from '../store/index.ts'
import type { Document } from './document.ts'
import { errorOf } from './endings.ts'
import { waitOf } from './refusals.ts'

/** Undecided for so long, a request is gone. Milliseconds. */
const lifetime = 5 * 60_000
/** How many requests of one origin may wait. */
const maxWaiting = 3
/** How many calls may wait for one of them: each is kept on the disk until it is answered. */
const maxJoined = 20

/** What a site asks for. */
export interface Ask {
  scopes: Scope[]
  reason: string
}
export type JoiningCall = RequestRow['calls'][number]

export interface Wishes {
  /** A page of this tab wanted to ask, but nobody had pressed anything there. */
  wished(tab: number): void
  /** It has asked by a gesture. */
  asked(tab: number): void
}

/** `waiting`: how many requests of this site wait already. */
interface Circumstances {
  site: SiteRow
  waiting: number
  gesture: boolean
  now: number
}

/** @throws when the site may not ask now */
export function newRequest(
  { key, caller: { origin, tab } }: Document,
  { scopes, reason }: Ask,
  { site, waiting, gesture, now }: Circumstances,
  wishes: Wishes,
): RequestRow {
  if (site.never) throw errorOf('user_denied')
  const wait = waitOf(site, now)
  if (wait > 0) throw new BrokerError('rate_limited', 'The owner has said no too often.', { retryAfterMs: wait })
  if (!gesture) {
    wishes.wished(tab)
    throw new BrokerError('user_activation_required', 'Call permissions.request from a click or a key press.')
  }
  if (waiting >= maxWaiting) throw tooManyWait()
  wishes.asked(tab)
  return {
    id: randomId(),
    nonce: randomId(),
    origin,
    document: key,
    tab,
    calls: [],
    scopes,
    reason,
    time: now,
    expiresAt: now + lifetime,
    window: null,
  }
}

/** @throws when too many wait for it */
export function join({ calls }: RequestRow, call: JoiningCall): void {
  if (calls.some(({ n }) => n === call.n)) return
  if (calls.length >= maxJoined) throw tooManyWait()
  calls.push(call)
}

const tooManyWait = () =>
  new BrokerError('rate_limited', 'Other requests of this site wait for the owner.', { retryAfterMs: lifetime })
