/** Our own pages ↔ background. Each page gets its own short list of functions, and no other. */

import type { Json, Lifetime, Scope } from './api.ts'
import type { BackupStateService } from './backup.ts'
import type { BrowseService, Entry, WrittenView } from './browse.ts'
import type { Amount } from './caps.ts'
import type { HiddenService } from './hidden.ts'
import { hiddenName } from './hidden.ts'
import type { HistoryService, UndoService } from './history.ts'
import { isRecordId } from './record.ts'
import { collectionName, fieldName } from './scope.ts'
import { lastingSchema, shareSchema } from './sharing.ts'
import type { WroteService } from './wrote.ts'
import { later, z } from './zod.ts'

/** The name of the Port over which a page of ours speaks Comlink, and of the one that brings it news. */
export const servicePort = 'service'
export const newsPort = 'news'

/** One site's access, as popup and dashboard list it. */
export interface SiteAccess {
  origin: string
  /** `usedAt`: milliseconds since the epoch; null where it was not used yet. */
  grants: PartView[]
  /** Collections to which it had access that ended because nobody used it. */
  lapsed: string[]
  /** The owner said "never ask again". */
  isNever: boolean
  /** It was sent away too often and may not ask before this moment. Null: it may. */
  limitedUntil: number | null
  /** When its access was revoked; what it wrote has neither been kept, exported nor deleted since. */
  revokedAt: number | null
  /** A day (in UTC) on which it read far more than usual, until the owner has seen it. */
  marked: { day: string; records: number; usual: number } | null
  /** It was given an empty store of its own, which is still there. */
  hasHidden: boolean
  used: Amount
  caps: Amount
}

const cap = later(() => z.int().min(0).max(Number.MAX_SAFE_INTEGER))
/** Null: as much as every site. */
export const capsSchema = later(() =>
  z.strictObject({
    origin: z.string().max(2048),
    caps: z.strictObject({ records: cap, bytes: cap }).nullable(),
  }),
)
type CapsAsk = z.infer<typeof capsSchema>

/** One part of a site's access, as the owner sees and edits it. */
export interface PartView {
  /** Names it as long as nobody changes it. */
  name: string
  scope: Scope
  /** With `picked` records. */
  picked: string[]
  lifetime: Lifetime
  expiresAt: number | null
  usedAt: number | null
  /** It stands in an empty store of the site's own, and shows nothing of the owner's. */
  isPretended: boolean
}

export const editGrantSchema = later(() =>
  z.strictObject({
    origin: z.string().max(2048),
    collection: collectionName,
    /** Of a `PartView`. */
    name: z.string().max(64),
    share: shareSchema,
    ...lastingSchema,
  }),
)
type EditGrantAsk = z.infer<typeof editGrantSchema>

export interface SitesService {
  sites(): Promise<SiteAccess[]>
  /** Narrows or extends a part of a site's access; nothing ticked ends it. @throws when it has changed meanwhile */
  editGrant(ask: EditGrantAsk): Promise<void>
  /** The fields that a collection's records have, as far as some hundreds of them tell. */
  fieldNames(collection: string): Promise<string[]>
  /** Takes "never ask again" back, and lets a site that was sent away too often ask again. */
  letAskAgain(origin: string): Promise<void>
  /** Resolves when nothing more can be read or written by that origin. */
  revoke(origin: string): Promise<void>
  /** The owner has seen that it read far more than usual. */
  markSeen(origin: string): Promise<void>
  /** How much it may store. */
  setCaps(ask: CapsAsk): Promise<void>
  /** Says no more that an origin's access lapsed. */
  dismissLapse(origin: string): Promise<void>
}

export const audienceName = later(() => z.enum(['everyone', 'quiet']))
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

export interface DiskService {
  /** Whether there is too little room on the disk for anything new. */
  isDiskLow(): Promise<boolean>
}

export interface KeepingService {
  /** Whether there is anything that could be lost. */
  hasRecords(): Promise<boolean>
}

export interface PopupService
  extends SitesService,
    BrowseService,
    SiteAudienceService,
    DiskService,
    KeepingService,
    BackupStateService {
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

const recordId = later(() => z.custom<string>(isRecordId, 'not a record’s id'))
const revision = later(() => z.string().max(4096))

export const changesSchema = later(() =>
  z.strictObject({
    collection: collectionName,
    text: z.string().max(1000),
    hidden: hiddenName.optional(),
    /** From a slice, or from the answer before. */
    at: z.int().nonnegative(),
  }),
)
type ChangesAsk = z.infer<typeof changesSchema>
interface ChangesView {
  at: number
  /** `isIn`: false for one that is gone, or does not hold the text any more. */
  entries: (Entry & { isIn: boolean })[]
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

export const recordSchema = later(() => z.strictObject({ collection: collectionName, id: recordId }))
type RecordAsk = z.infer<typeof recordSchema>
export const lookSchema = later(() => recordSchema.extend({ hidden: hiddenName.optional() }))
type LookAsk = z.infer<typeof lookSchema>

export const createSchema = later(() => z.strictObject({ collection: collectionName, fields: z.unknown() }))
type CreateAsk = { collection: string; fields: Record<string, Json> }

export const editSchema = later(() =>
  z.strictObject({
    collection: collectionName,
    id: recordId,
    rev: revision,
    /** Parsed as a record's fields are. */
    set: z.unknown(),
    remove: z.array(fieldName).max(10_000),
  }),
)
type EditAsk = RecordAsk & { rev: string; set: Record<string, Json>; remove: string[] }

export const measureSchema = later(() => z.strictObject({ collection: collectionName, after: recordId.nullable() }))
export type MeasureAsk = z.infer<typeof measureSchema>
export interface Measured {
  bytes: number
  seen: number
  next: string | null
}

/** The owner's page. */
export interface DashboardService
  extends SitesService,
    BrowseService,
    AudienceService,
    WroteService,
    HiddenService,
    DiskService,
    KeepingService,
    HistoryService,
    UndoService {
  revokeAll(): Promise<void>

  /** @param hidden of a store that stands in for the owner's; absent: of the owner's, here and below */
  collections(hidden?: string): Promise<CollectionView[]>
  /** Counts a collection's records; resolves when `collections` knows the number. */
  count(collection: string, hidden?: string): Promise<void>
  /** What was written since; null where that is too long ago to tell. */
  changes(ask: ChangesAsk): Promise<ChangesView | null>

  /** Null: there is no such record. */
  record(ask: LookAsk): Promise<RecordView | null>
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

/** On the button, over a tab whose page wanted to ask although nobody had pressed anything there. */
export const wantsToAsk = '…'

/** What the news Port says: look again. */
export type News = 'requests' | 'grants' | 'records' | 'activity' | 'audience' | 'disk' | 'backup'

export type { Json }
