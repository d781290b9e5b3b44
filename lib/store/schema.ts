/** The database's shape, as of its newest version. upgrade.ts brings older ones to it. */
import type { DBSchema, IDBPDatabase, IDBPTransaction, StoreNames } from 'idb'
import type { ActivityEntry } from '../protocol/activity.ts'
import type { Lifetime, Records, Scope, Verb } from '../protocol/api.ts'
import type { WireError } from '../protocol/errors.ts'
import type { BackupRows, OutboxRow, Peer } from './backup-rows.ts'
import type { Commit, Writer } from './commit.ts'
import type { RecordKey, Row } from './row.ts'
import type { Stamp } from './stamp.ts'

export interface Identity {
  device: string
  /** The personal space. */
  space: string
  /** Keys whatever is opaque to websites. Never leaves this device. */
  secret: string
}

/** Where the store stands. Read again inside every transaction that writes. */
export interface Head {
  /** The last row of the log; 0 before the first. */
  n: number
  /** Its random name; '' before the first. */
  at: string
  /** Counts changes of the grants. */
  epoch: number
  hlc: Stamp | ''
  /** The last stamp given that is ahead of the clock: a write over one from a clock far ahead has to be later still. */
  ahead?: Stamp
  /** Counts changes of the set of indexes. */
  indexed?: number
  /** Up to this row the log has been compacted: what stands there is what still counts, and no more a history. */
  compacted?: number
  /** The last of these rows that was looked at again: what counted may have been replaced since. */
  swept?: number
  /** When it got there. Milliseconds since the epoch. */
  sweptAt?: number
  /** Space → the last seq of this device. */
  seqs: Record<string, number>
}

/** All commits of one transaction. */
export interface LogRow {
  n: number
  /** A random name for this place in the log: what a watch resumes from. */
  at: string
  /** Milliseconds since the epoch. */
  time: number
  commits: Commit[]
  /** The names of those that other devices made: each is taken once. */
  foreign?: string[]
  /** They came from the backup, and are not sent there again. */
  pulled?: true
}

/** The rows that a log row changed, as they stood before. Never synced. */
interface BeforeRow {
  n: number
  rows: Row[]
}

export interface TextRow {
  space: string
  collection: string
  id: string
  field: string
  n: number
  i: number
  base: Stamp | ''
  stamp: Stamp
  by: Writer
  update: Uint8Array
  /** Where several rows were merged into this one: the `n` of the oldest, and how many they were. */
  from?: number
  count?: number
}

/** Rows of a text that have been merged into one, as they were: for the history, which is kept for a while. */
export interface PackRow {
  space: string
  collection: string
  id: string
  field: string
  /** Of the last of them. */
  n: number
  i: number
  parts: TextRow[]
}

/** An index over one path of a collection's records: its rows stand in `index`, under `no`. */
export interface IndexRow {
  space: string
  collection: string
  /** Dotted, as in a query. */
  path: string
  no: number
  /** While it is being built: the id of the last record that it covers; null before the first. Absent: it is whole. */
  after?: string | null
  /** It has made way for another: its rows are being deleted, and nobody looks into it. */
  isGoing?: true
  /** Milliseconds since the epoch; a day behind at most. */
  usedAt: number
}

/** Who used a Yjs client id first in a text; nobody else may. */
export interface ClientRow extends Claim {
  space: string
  collection: string
  id: string
  field: string
  client: number
}
export interface Claim {
  by: Writer
  /** Of the write that used it first. Absent: from before there was another device. */
  stamp?: Stamp
}

/** What was answered to one document's writes in one transaction, kept for 24 hours in case the reply was lost. */
interface AnswersRow {
  document: string
  time: number
  answers: StoredAnswer[]
}
export interface StoredAnswer {
  n: number
  /** Of the call's arguments: other arguments under the same number are refused. */
  hash: string
  value?: unknown
  error?: WireError
}

export interface GrantPart {
  grant: string
  access: Verb[]
  fields: string[] | '*'
  records: Records
  /** With `picked` alone: the ids of the records that the owner picked. */
  picked?: string[]
  lifetime: Lifetime
  expiresAt: number | null
  since: number
}

/**
 * One origin's access to one collection, in the owner's space or in the hidden one of that origin, and never in both:
 * what it may do is the union of the parts that have not ended.
 */
export interface GrantRow {
  origin: string
  space: string
  collection: string
  parts: GrantPart[]
  /** Milliseconds since the epoch; at most an hour behind. Absent: not used since it was granted. */
  usedAt?: number
  /** When parts of it ended because nobody used them. Kept until it is granted again, revoked or dismissed. */
  lapsedAt?: number
}

/** What is known of a site besides its grants. Days are `YYYY-MM-DD` in UTC, times milliseconds since the epoch. */
export interface SiteRow {
  origin: string
  /** The space that stands in for the owner's where nothing is shared and the site is not told. */
  hidden?: string
  /** The owner has said "never ask again". */
  never?: true
  /** When its latest requests were denied or closed. */
  refusals?: number[]
  /** How often in a row it had to wait before it could ask again, and until when it has to now. */
  limits?: number
  limitedUntil?: number
  /** When the owner revoked its access; until what it wrote is kept, exported or deleted. */
  revokedAt?: number
  /** When the owner last took its access back, here and on another device. */
  endedAt?: number
  endedElsewhereAt?: number
  /** How much it may store, where the owner has changed it. */
  caps?: { bytes: number; records: number }
  /** How much it has stored. */
  used?: { bytes: number; records: number }
  /** Day → how many records it has read. */
  reads?: Record<string, number>
  /** The last day on which it read far more than usual. `seen`: the owner has been told of it. */
  marked?: { day: string; records: number; usual: number; seen?: true }
}

/** The activity of one group of calls, or of groups that did the same within a short time. */
export interface ActivityRow {
  n: number
  /** Milliseconds since the epoch; `until`: of the last group, where there were several. */
  time: number
  until?: number
  entries: ActivityEntry[]
}

/** What the owner has chosen for all of Allod. */
export interface Settings {
  /** Who may see that Allod is there: every site, or only those in `asking`. */
  audience: 'everyone' | 'quiet'
  /** In quiet mode, the origins that the owner lets ask. */
  asking: string[]
  /** How long activity is kept: days, and rows. */
  activityDays: number
  activityRows: number
  /** How long it is kept what stood in records before. Days. */
  historyDays: number
}
export const defaults: Settings = {
  audience: 'everyone',
  asking: [],
  activityDays: 90,
  activityRows: 100_000,
  historyDays: 90,
}

/** A request for consent, as it was when it arrived. Shown, decided and granted from here alone. */
export interface RequestRow {
  id: string
  nonce: string
  origin: string
  document: string
  tab: number
  /** The page's calls that wait for it. */
  calls: { n: number; hash: string }[]
  scopes: Scope[]
  reason: string
  time: number
  expiresAt: number
  /** The consent window that shows it, once there is one. */
  window: { id: number | null; tab: number } | null
}

export interface AllodDB extends DBSchema {
  meta: { key: 'identity' | 'head' | 'settings'; value: Identity | Head | Settings }
  records: { key: RecordKey; value: Row }
  texts: { key: [...RecordKey, field: string, n: number, i: number]; value: TextRow }
  packs: { key: [...RecordKey, field: string, n: number, i: number]; value: PackRow }
  indexes: { key: [space: string, collection: string, path: string]; value: IndexRow }
  /** The key alone says everything. */
  index: { key: [no: number, value: IDBValidKey, id: string]; value: 0 }
  clients: { key: [...RecordKey, field: string, client: number]; value: ClientRow }
  log: { key: number; value: LogRow; indexes: { at: string; foreign: string; time: number } }
  before: { key: number; value: BeforeRow }
  answers: { key: number; value: AnswersRow; indexes: { document: string; time: number } }
  grants: { key: [origin: string, space: string, collection: string]; value: GrantRow }
  requests: { key: string; value: RequestRow }
  sites: { key: string; value: SiteRow }
  activity: { key: number; value: ActivityRow; indexes: { time: number } }
  backup: { key: keyof BackupRows; value: BackupRows[keyof BackupRows] }
  outbox: { key: number; value: OutboxRow }
  peers: { key: string; value: Peer }
  /** Objects that a restore has fetched, by name. */
  staged: { key: string; value: Uint8Array<ArrayBuffer> }
}

export type Database = IDBPDatabase<AllodDB>
export type Transaction = IDBPTransaction<AllodDB, StoreNames<AllodDB>[], 'readonly' | 'readwrite'>
export type WriteTransaction = IDBPTransaction<AllodDB, StoreNames<AllodDB>[], 'readwrite'>

/** Every key that begins with `prefix`: an array sorts after all keys of other types. */
export function startingWith(prefix: IDBValidKey[]): IDBKeyRange {
  return IDBKeyRange.bound(prefix, [...prefix, []])
}
