/** Our own pages ↔ background. Each page gets its own short list of functions, and no other. */

import type { Json, Lifetime, Scope, Verb } from './api.ts'
import { isRecordId } from './record.ts'
import { collectionName, fieldName } from './scope.ts'
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

/** One site's access, as popup and dashboard list it. */
export interface SiteAccess {
  origin: string
  /** `usedAt`: milliseconds since the epoch; null where it was not used yet. */
  grants: { scope: Scope; lifetime: Lifetime; expiresAt: number | null; usedAt: number | null }[]
  /** Collections to which it had access that ended because nobody used it. */
  lapsed: string[]
}

export interface ConsentService {
  /** The request that stands first; null when none waits. */
  current(): Promise<RequestView | null>
  /** @returns the next request that waits; null when the window may close */
  decide(decision: Decision): Promise<RequestView | null>
}

export interface SitesService {
  sites(): Promise<SiteAccess[]>
  /** Resolves when nothing more can be read or written by that origin. */
  revoke(origin: string): Promise<void>
  /** Says no more that an origin's access lapsed. */
  dismissLapse(origin: string): Promise<void>
}

export const audienceName = z.enum(['everyone', 'quiet'])
/** `everyone`: every site may ask. `quiet`: no site learns that Allod is there, but those that the owner lets ask. */
export type AudienceName = z.infer<typeof audienceName>

/** Who may see that Allod is there. */
export interface AudienceView {
  audience: AudienceName
  /** Sites that may ask in quiet mode. `isHeld`: false where the browser has not given access to `pattern`. */
  asking: { origin: string; pattern: string; isHeld: boolean }[]
  /** The match patterns of all pages where a site may ask, and whether the browser gives access to them. */
  everySite: string[]
  isHeld: boolean
}

export interface AudienceService {
  audience(): Promise<AudienceView>
  setAudience(audience: AudienceName): Promise<void>
  hideFrom(origin: string): Promise<void>
}

/** `never`: no such page has the API. The browser has to give access to `pattern` before the site may ask. */
export interface SiteAudience {
  standing: 'everyone' | 'asking' | 'hidden' | 'never'
  pattern: string
}

export interface SiteAudienceService {
  audienceOf(origin: string): Promise<SiteAudience>
  /** In quiet mode. Takes effect as soon as the browser gives access to the site. */
  letAsk(origin: string): Promise<void>
  hideFrom(origin: string): Promise<void>
}

export interface PopupService extends SitesService, SiteAudienceService {
  /** Requests that wait for a decision; opens their window again. */
  waiting(): Promise<number>
  showWaiting(): Promise<void>
}

export interface WelcomeService extends AudienceService {
  /** Keeps a first note of the owner's own, in the collection `notes`. */
  addNote(text: string): Promise<void>
}

export interface CollectionView {
  name: string
  records: number
  /** False: not counted yet, and deleted records may be among them. */
  isExact: boolean
}

/** Who wrote something: a site's origin, or `owner`. When: milliseconds since the epoch. */
export interface WrittenView {
  by: string
  time: number
}

/** A record's place in a list. */
export interface Entry {
  id: string
  /** Of its last write: the larger, the later. */
  order: number
}

const recordId = z.custom<string>(isRecordId, 'not a record’s id')
const revision = z.string().max(4096)

export const sliceSchema = z.strictObject({
  collection: collectionName,
  /** What stands somewhere in a field's value, in capitals or not; '' takes every record. */
  text: z.string().max(1000),
  /** Where the slice before ended; null at the beginning. */
  after: recordId.nullable(),
})
export type SliceAsk = z.infer<typeof sliceSchema>
export interface SliceView {
  entries: Entry[]
  /** Ask again with it for what follows; null at the end. */
  next: string | null
  /** How many records it has looked at. */
  seen: number
  /** The place in the log at which it looked. */
  at: number
}

export const changesSchema = z.strictObject({
  collection: collectionName,
  text: z.string().max(1000),
  /** From a slice, or from the answer before. */
  at: z.int().nonnegative(),
})
type ChangesAsk = z.infer<typeof changesSchema>
interface ChangesView {
  at: number
  /** `isIn`: false for one that is gone, or does not hold the text any more. */
  entries: (Entry & { isIn: boolean })[]
}

export const linesSchema = z.strictObject({ collection: collectionName, ids: z.array(recordId).max(500) })
type LinesAsk = z.infer<typeof linesSchema>
/** What a list shows of a record. */
export interface Line {
  id: string
  title: string
  /** Its other fields, shortened. */
  rest: string
  last: WrittenView
}

export interface FieldView {
  name: string
  value: Json
  last: WrittenView
}
interface RecordView {
  id: string
  rev: string
  made: WrittenView
  fields: FieldView[]
}

export const recordSchema = z.strictObject({ collection: collectionName, id: recordId })
type RecordAsk = z.infer<typeof recordSchema>

export const createSchema = z.strictObject({ collection: collectionName, fields: z.unknown() })
type CreateAsk = { collection: string; fields: Record<string, Json> }

export const editSchema = z.strictObject({
  collection: collectionName,
  id: recordId,
  rev: revision,
  /** Parsed as a record's fields are. */
  set: z.unknown(),
  remove: z.array(fieldName).max(10_000),
})
type EditAsk = RecordAsk & { rev: string; set: Record<string, Json>; remove: string[] }

export const measureSchema = z.strictObject({ collection: collectionName, after: recordId.nullable() })
export type MeasureAsk = z.infer<typeof measureSchema>
export interface Measured {
  bytes: number
  seen: number
  next: string | null
}

/** The owner's page. */
export interface DashboardService extends SitesService, AudienceService {
  revokeAll(): Promise<void>

  collections(): Promise<CollectionView[]>
  /** Counts a collection's records; resolves when `collections` knows the number. */
  count(collection: string): Promise<void>
  /** A part of a collection, or of what a search finds in it, in the order of ids. */
  slice(ask: SliceAsk): Promise<SliceView>
  /** What was written since; null where that is too long ago to tell. */
  changes(ask: ChangesAsk): Promise<ChangesView | null>
  /** Those of the records that are there. */
  lines(ask: LinesAsk): Promise<Line[]>

  /** Null: there is no such record. */
  record(ask: RecordAsk): Promise<RecordView | null>
  /** @returns the new record's id */
  create(ask: CreateAsk): Promise<string>
  edit(ask: EditAsk): Promise<void>
  remove(ask: RecordAsk): Promise<void>
  /** Takes `remove` back. */
  restore(ask: RecordAsk): Promise<void>

  /** Bytes, as the browser tells them; null where it does not. */
  storage(): Promise<{ usage: number | null; quota: number | null }>
  /** The size of a part of a collection as JSON text, in bytes. */
  measure(ask: MeasureAsk): Promise<Measured>
}

/** What the news Port says: look again. */
export type News = 'requests' | 'grants' | 'records' | 'audience'

export type { Json, Lifetime, Scope, Verb }
