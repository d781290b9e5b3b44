/** Consent window ↔ background, and how the owner says what is shared. */

import type { Lifetime, Records, Scope, Verb } from './api.ts'
import type { BrowseService } from './browse.ts'
import { isRecordId } from './record.ts'
import { fieldName } from './scope.ts'
import { later, z } from './zod.ts'

/** Further than this, records are not counted for the consent window. */
export const maxCount = 10_000
/** So many records may be picked for one grant. */
export const maxPicked = 10_000

/** A request as the consent window shows it: the stored copy, never the site's words again. */
export interface RequestView {
  id: string
  /** Has to come back with the decision. */
  nonce: string
  origin: string
  scopes: Scope[]
  reason: string
  /** For each scope: what stands in its collection today. */
  collections: CollectionToday[]
  /** What the origin has already of these collections. */
  granted: Scope[]
  /** Whether the site would not notice that nothing is shared: it has nothing of the owner's in these collections. */
  mayPretend: boolean
  /** Milliseconds since the epoch; the request is gone then. */
  expiresAt: number
  /** How many requests wait behind this one. */
  waiting: number
}

export interface CollectionToday {
  /** How many records it holds; `maxCount` means that many or more. */
  count: number
  /** The fields that its records have, as far as some hundreds of them tell. */
  fields: string[]
  /** What was picked for this site before. */
  picked: string[]
}

const verb = later(() => z.enum(['read', 'create', 'update', 'delete']))

/** What the owner shares of one collection. */
export const shareSchema = later(() =>
  z.strictObject({
    access: z.array(verb).max(4),
    fields: z.union([z.literal('*'), z.array(fieldName).max(256)]),
    records: z.enum(['all', 'own', 'picked']),
    /** With `picked` alone. */
    picked: z.array(z.custom<string>(isRecordId, 'not a record’s id')).max(maxPicked),
  }),
)
export interface Share {
  access: Verb[]
  fields: string[] | '*'
  records: Records
  picked: string[]
}

export const lastingSchema = {
  lifetime: z.enum(['session', 'until', 'always']),
  /** Milliseconds since the epoch; with `until` alone. */
  expiresAt: z.int().positive().nullable(),
}
export interface Lasting {
  lifetime: Lifetime
  expiresAt: number | null
}

const which = { id: z.string(), nonce: z.string() }

/**
 * What the owner decided. `allow` says for each asked scope, by its position, what of it is shared; `pretend` shares
 * nothing and does not tell: the site gets an empty store of its own; `never` is a denial of all requests to come.
 */
export const decisionSchema = later(() =>
  z.discriminatedUnion('answer', [
    z.strictObject({ answer: z.enum(['deny', 'never']), ...which }),
    z.strictObject({ answer: z.literal('pretend'), ...which, ...lastingSchema }),
    z.strictObject({ answer: z.literal('allow'), ...which, shares: z.array(shareSchema).max(20), ...lastingSchema }),
  ]),
)
export type Decision = z.infer<typeof decisionSchema>

/** It may look through the collections that the request is about, and no others. */
export interface ConsentService extends BrowseService {
  /** The request that stands first; null when none waits. */
  current(): Promise<RequestView | null>
  /** @returns the next request that waits; null when the window may close */
  decide(decision: Decision): Promise<RequestView | null>
}
