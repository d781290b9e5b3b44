/** Our own pages ↔ background. Each page gets its own short list of functions, and no other. */

import type { Lifetime, Scope, Verb } from './api.ts'
import { z } from './zod.ts'

/** The name of the Port over which a page of ours speaks Comlink, and of the one that brings it news. */
export const servicePort = 'service'
export const newsPort = 'news'

/** Further than this, records are not counted for the consent window. */
export const maxCount = 10_000

/** A request as the consent window shows it: the stored copy, never the site's words again. */
export interface RequestView {
  id: string
  /** Has to come back with the decision. */
  nonce: string
  origin: string
  scopes: Scope[]
  reason: string
  /** For each scope: how many records its collection holds today; `maxCount` means that many or more. */
  counts: number[]
  /** What the origin has already of these collections. */
  granted: Scope[]
  /** Milliseconds since the epoch; the request is gone then. */
  expiresAt: number
  /** How many requests wait behind this one. */
  waiting: number
}

const verb = z.enum(['read', 'create', 'update', 'delete'])

/** What the owner ticked. `allow` names, for each asked scope by its position, the verbs that are granted. */
export const decisionSchema = z.discriminatedUnion('allow', [
  z.strictObject({ allow: z.literal(false), id: z.string(), nonce: z.string() }),
  z.strictObject({
    allow: z.literal(true),
    id: z.string(),
    nonce: z.string(),
    access: z.array(z.array(verb)),
    lifetime: z.enum(['session', 'until', 'always']),
    /** Milliseconds since the epoch; with `until` alone. */
    expiresAt: z.int().positive().nullable(),
  }),
])
export type Decision = z.infer<typeof decisionSchema>

/** One site's access, as the popup lists it. */
export interface SiteAccess {
  origin: string
  grants: { scope: Scope; lifetime: Lifetime; expiresAt: number | null }[]
}

export interface ConsentService {
  /** The request that stands first; null when none waits. */
  current(): Promise<RequestView | null>
  /** @returns the next request that waits; null when the window may close */
  decide(decision: Decision): Promise<RequestView | null>
}

export interface PopupService {
  sites(): Promise<SiteAccess[]>
  /** Resolves when nothing more can be read or written by that origin. */
  revoke(origin: string): Promise<void>
  /** Requests that wait for a decision; opens their window again. */
  waiting(): Promise<number>
  showWaiting(): Promise<void>
}

export interface WelcomeService {
  /** Keeps a first note of the owner's own, in the collection `notes`. */
  addNote(text: string): Promise<void>
}

/** What the news Port says: look again. */
export type News = 'requests' | 'grants'

export type { Lifetime, Scope, Verb }
