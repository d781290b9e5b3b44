/** The owner's store on this device. The only room that knows IndexedDB. */
import { type Clock, systemClock } from '../platform/clock.ts'
import { randomId } from '../platform/random.ts'
import type { Condition } from '../query/index.ts'
import { eachActivity, pruneActivity } from './activity-rows.ts'
import { answersOf, dropOldAnswers } from './answers.ts'
import type { ArchivedGroup } from './archive-import.ts'
import { eachBefore, eachCommit, eachRecord, type LogPlace } from './archive-read.ts'
import { BackupStore } from './backup-store.ts'
import {
  collectionsOf,
  recordsOf,
  type Slice,
  sliceOf,
  type Touched,
  touchedSince,
  type WrittenRecord,
} from './browse.ts'
import type { Commit } from './commit.ts'
import { Committer, type CommitterOptions, type DecisionOptions } from './committer.ts'
import { type Discarded, type DiscardPlace, spacesOf } from './discard.ts'
import { handled } from './handled.ts'
import { History } from './history.ts'
import { IndexBuilder } from './indexes/builder.ts'
import { isWhole, readIndexes } from './indexes/known.ts'
import { loadRecords } from './load.ts'
import type { LoadedRecord } from './loaded.ts'
import type { Decision, PendingWrite } from './queue.ts'
import { recallFrom } from './recall.ts'
import { changesSince, type Position, positionOf, type Resumption, textSince } from './resume.ts'
import type { RecordKey, Row } from './row.ts'
import { countAlive, fieldNames } from './scan.ts'
import {
  type ActivityRow,
  type Database,
  defaults,
  type Head,
  type Identity,
  type LogRow,
  type Settings,
  type StoredAnswer,
  type Transaction,
} from './schema.ts'
import { Tallies } from './tally.ts'
import { loadText, seededText } from './texts.ts'
import { type OpenOptions, openDatabase } from './upgrade.ts'
import type { Access } from './walk/access.ts'
import { countIn } from './walk/choose.ts'
import { defaultPace, type Pace } from './walk/source.ts'
import { type Visitor, walk } from './walk/walk.ts'

/** Who reads more than so many at once goes through a collection: that is not to push out what is wanted often. */
const mostAtOnce = 50

export interface StoreOptions extends CommitterOptions, OpenOptions {
  now?: Clock
  /** How queries go through the records. */
  pace?: Pace
}

export class Store {
  readonly indexes: IndexBuilder
  /** What stood in records before, and taking it back. */
  readonly history: History
  /** What the backup remembers here. */
  readonly backup: BackupStore
  readonly #tallies = new Map<string, Tallies>()
  readonly #db: Database
  readonly #committer: Committer
  readonly #now: Clock
  readonly #pace: Pace

  private constructor(
    db: Database,
    identity: Identity,
    head: Head,
    { now = systemClock, pace = defaultPace, ...options }: StoreOptions,
  ) {
    this.#pace = pace
    this.#db = db
    this.#now = now
    this.#committer = new Committer(db, identity, head, now, options)
    this.indexes = new IndexBuilder({ db, now, between: work => this.#committer.between(work) })
    this.backup = new BackupStore(db)
    this.history = new History({ db, committer: this.#committer, settings: () => this.settings(), now })
  }

  static async open(name: string, options: StoreOptions = {}): Promise<Store> {
    const db = await openDatabase(name, options)
    const tx = handled(db.transaction('meta', 'readwrite'))
    let identity = (await tx.store.get('identity')) as Identity | undefined
    let head = (await tx.store.get('head')) as Head | undefined
    if (!identity || !head) {
      identity = { device: randomId(), space: randomId(), secret: randomId() }
      head = { n: 0, at: '', epoch: 0, hlc: '', seqs: {} }
      await Promise.all([tx.store.put(identity, 'identity'), tx.store.put(head, 'head')])
    }
    await tx.done
    return new Store(db, identity, head, options)
  }

  get identity(): Identity {
    return this.#committer.identity
  }

  /** Whether there is too little room on the disk for anything that grows the store. */
  async isDiskLow(): Promise<boolean> {
    await this.#committer.disk.ask()
    return this.#committer.disk.isLow
  }

  close(): void {
    this.indexes.close()
    this.#committer.disk.stop()
    this.#committer.sole.close()
    this.#db.close()
  }

  async get(key: RecordKey): Promise<LoadedRecord | undefined> {
    return this.#remembered(key) ?? (await this.getMany([key]))[0]
  }

  /** Several records as they stand at one moment, in the order of their keys. */
  async getMany(keys: RecordKey[]): Promise<(LoadedRecord | undefined)[]> {
    const { hot } = this.#committer
    const known = keys.map(key => this.#remembered(key))
    const missing = keys.filter((_, i) => !known[i])
    if (missing.length === 0) return known
    const since = hot.changes
    const read = (keys: RecordKey[]) =>
      this.#read(['records', 'texts', 'meta'], tx => loadRecords(tx, keys, this.#committer.cache, this.#committer.head))
    let found = await read(missing)
    // Something has been written: what was remembered and what was read are of two moments.
    if (since !== hot.changes && missing.length < keys.length) {
      known.fill(undefined)
      found = await read(keys)
    } else if (missing.length <= mostAtOnce) {
      for (const [i, key] of missing.entries()) hot.read(key, found[i], since)
    }
    return known.map(record => record ?? found.shift())
  }

  #remembered(key: RecordKey): LoadedRecord | undefined {
    const { hot, sole } = this.#committer
    return sole.isHeld ? hot.get(key) : undefined
  }

  /** Visits the records that a query may find, and tells the place in the log at which they stood so. */
  walk(space: string, collection: string, access: Access, visitor: Visitor): Promise<Position> {
    return walk(
      {
        db: this.#db,
        pace: this.#pace,
        recall: () => recallFrom(this.#committer.hot, this.#committer.sole.isHeld),
        used: index => this.indexes.used(index),
        wish: path => this.indexes.wish(space, collection, path),
      },
      [space, collection],
      access,
      visitor,
    )
  }

  /** How many records an index knows to fulfil a condition; null where it cannot tell. */
  async countIndexed(space: string, collection: string, { path, spans }: Pick<Condition, 'path' | 'spans'>) {
    return this.#read(['indexes', 'index'], async tx => {
      const index = (await readIndexes(tx, space, collection)).find(index => index.path === path && isWhole(index))
      if (!index) return null
      this.indexes.used(index)
      const { known, unknown } = await countIn(tx, index, spans)
      return unknown === 0 ? known : null
    })
  }

  collections(space: string): Promise<{ name: string; rows: number }[]> {
    return this.#read(['records'], tx => collectionsOf(tx, space))
  }

  /** Of the personal space. */
  get tallies(): Tallies {
    return this.talliesOf(this.identity.space)
  }

  /** How many records the collections of a space have. */
  talliesOf(space: string): Tallies {
    const known = this.#tallies.get(space) ?? new Tallies(this, space)
    this.#tallies.set(space, known)
    return known
  }

  /** The spaces besides the personal one in which records stand, and who made the first of them. */
  async otherSpaces(): Promise<{ space: string; by: string }[]> {
    const all = await this.#read(['records'], spacesOf)
    return all.filter(({ space }) => space !== this.identity.space)
  }

  /** Takes a part of a space out of the store, for ever. */
  async discard(space: string, at: DiscardPlace | null): Promise<Discarded> {
    this.#tallies.delete(space)
    return this.#committer.discard(space, at)
  }

  /** A part of a collection, in the order of ids; `read` picks what to keep of each record. */
  slice<T>(
    space: string,
    collection: string,
    after: string | null,
    read: (written: WrittenRecord) => T | undefined,
  ): Promise<Slice<T>> {
    return this.#read(['records', 'texts', 'meta'], tx => sliceOf(tx, [space, collection], after, read))
  }

  /** Those of the records that are there, with who wrote what. */
  written(keys: RecordKey[]): Promise<WrittenRecord[]> {
    return this.#read(['records', 'texts'], tx => recordsOf(tx, keys))
  }

  touchedSince(n: number, space: string, collection: string): Promise<{ n: number; touched: Touched[] } | null> {
    return this.#read(['records', 'meta', 'log', 'before'], tx => touchedSince(tx, n, space, collection))
  }

  /** How many records a collection holds, counted no further than `most`. */
  count(space: string, collection: string, most: number): Promise<number> {
    return this.#read(['records'], tx => countAlive(tx, space, collection, most))
  }

  /** The fields of a collection's records, as far as its first rows tell; the most used first. */
  fieldNames(space: string, collection: string): Promise<string[]> {
    return this.#read(['records'], tx => fieldNames(tx, space, collection))
  }

  /** A field's text, and the place in the log at which it was seen. `accept` may refuse to look at the record. */
  readText(
    key: RecordKey,
    field: string,
    accept: (record: LoadedRecord) => boolean,
  ): Promise<Position & { state: Uint8Array }> {
    return this.#read(['records', 'texts', 'meta', 'log'], async tx => {
      const [record] = await loadRecords(tx, [key], this.#committer.cache, this.#committer.head)
      const seen = record?.alive && accept(record) ? record.row : undefined
      const { text } = seen ? await loadText(tx, seen, field) : { text: seededText(undefined, field) }
      return { ...(await positionOf(tx)), state: text.state() }
    })
  }

  /** What changed in a collection since a place in the log; null where that is not known any more. */
  changesSince(at: string, space: string, collection: string): Promise<Resumption | null> {
    return this.#read(['records', 'texts', 'meta', 'log', 'before'], tx => changesSince(tx, at, space, collection))
  }

  /** The updates of a text since a place in the log; null where that is not known any more, or not accepted. */
  textSince(
    at: string,
    key: RecordKey,
    field: string,
    accept?: (record: LoadedRecord) => boolean,
  ): Promise<(Position & { update: Uint8Array | null }) | null> {
    return this.#read(['meta', 'records', 'texts', 'log', 'before'], tx => textSince(tx, at, key, field, accept))
  }

  /** @returns what `apply` returned, once it is committed */
  write(write: PendingWrite): Promise<unknown> {
    return this.#committer.write(write)
  }

  /**
   * Merges what other devices have written; what is here already changes nothing.
   * @param theirs their name of our space
   * @param isCopy a copy of this device has written it, and some of it under this device's name
   */
  async receive(groups: ArchivedGroup[], theirs = this.identity.space, isCopy = false) {
    return this.#committer.receive(theirs, groups, isCopy)
  }

  /** Changes grants and requests, on the disk before it resolves. */
  decide<T>(decision: Decision<T>, options?: DecisionOptions): Promise<T> {
    return this.#committer.decide(decision, options)
  }

  /** Makes `space` the personal space, if nothing has been written and granted yet. @returns whether it is now */
  adoptSpace(space: string): Promise<boolean> {
    return this.#committer.adoptSpace(space)
  }

  /** Takes the name of another device, since a copy of this profile writes under its own. */
  changeDevice(device: string): Promise<void> {
    return this.#committer.changeDevice(device)
  }

  /** Merges groups of commits of an export; those that are here already change nothing. @param theirs its space */
  importGroups(theirs: string, groups: ArchivedGroup[]): Promise<{ added: number; known: number }> {
    return this.#committer.importGroups(theirs, groups)
  }

  /** Lets go of what an import keeps in memory. */
  endImport(): void {
    this.#committer.endImport()
  }

  /** All commits after a place in the log, oldest first. */
  async commitsAfter(n: number): Promise<Commit[]> {
    const rows = await this.#db.getAll('log', IDBKeyRange.lowerBound(n, true))
    return rows.flatMap(row => row.commits)
  }

  grants() {
    return this.#db.getAll('grants')
  }

  requests() {
    return this.#db.getAll('requests')
  }

  sites() {
    return this.#db.getAll('sites')
  }

  async settings(): Promise<Settings> {
    return { ...defaults, ...((await this.#db.get('meta', 'settings')) as Settings | undefined) }
  }

  /** On the disk when it resolves. */
  changeSettings(changes: Partial<Settings>): Promise<Settings> {
    return this.decide(async tx => {
      const known = (await tx.objectStore('meta').get('settings')) as Settings | undefined
      const settings = { ...defaults, ...known, ...changes }
      await tx.objectStore('meta').put(settings, 'settings')
      return settings
    })
  }

  /** Writes what was noted and found no other transaction to go with. */
  writeNotes(): Promise<void> {
    return this.#committer.writeNotes()
  }

  /** Rows of activity, the newest first, from below `before` on, until `visit` answers false. */
  eachActivity(before: number | null, visit: (row: ActivityRow) => boolean): Promise<boolean> {
    return eachActivity(this.#db, before, visit)
  }

  /** Lets go of the activity that the settings do not keep. */
  async pruneActivity(): Promise<void> {
    const { activityDays, activityRows } = await this.settings()
    await pruneActivity(this.#db, this.#now() - activityDays * 86_400_000, activityRows)
  }

  /** The answers that were stored for a document's writes. */
  answersOf(document: string): Promise<StoredAnswer[]> {
    return answersOf(this.#db, document)
  }

  dropOldAnswers(): Promise<void> {
    return dropOldAnswers(this.#db, this.#now())
  }

  /** How much there is to export. */
  async archiveSize(): Promise<{ n: number; records: number }> {
    const [head, records] = await Promise.all([this.#db.get('meta', 'head'), this.#db.count('records')])
    return { n: (head as Head).n, records }
  }

  /** Visits all commits after a place, oldest first, until `visit` answers false. @returns whether it came to the end */
  eachCommit(after: LogPlace | null, upto: number, visit: (row: LogRow, i: number) => boolean): Promise<boolean> {
    return this.#read(['log'], tx => eachCommit(tx, after, upto, visit))
  }

  /** The same for the images from before. */
  eachBefore(after: LogPlace | null, upto: number, visit: (n: number, i: number, row: Row) => boolean) {
    return this.#read(['before'], tx => eachBefore(tx, after, upto, visit))
  }

  /** The same for the records of all spaces, deleted ones too. */
  eachRecord(after: RecordKey | null, visit: (record: LoadedRecord) => boolean): Promise<boolean> {
    return this.#read(['records', 'texts'], tx => eachRecord(tx, after, visit))
  }

  #read<T>(
    stores: ('records' | 'texts' | 'meta' | 'log' | 'before' | 'indexes' | 'index')[],
    read: (tx: Transaction) => Promise<T>,
  ): Promise<T> {
    return read(handled(this.#db.transaction(stores, 'readonly')) as unknown as Transaction)
  }
}
