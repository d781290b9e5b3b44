/** The owner's store on this device. The only room that knows IndexedDB. */
import { type Clock, systemClock } from '../platform/clock.ts'
import { randomId } from '../platform/random.ts'
import { type ArchivedGroup, importGroups, KnownCommits } from './archive-import.ts'
import { eachBefore, eachCommit, eachRecord, type LogPlace } from './archive-read.ts'
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
import { loadRecord, TextCache } from './load.ts'
import type { LoadedRecord } from './loaded.ts'
import { type Decision, type PendingWrite, Queue, type QueuedWrite } from './queue.ts'
import { changesSince, type Position, positionOf, type Resumption, textSince } from './resume.ts'
import type { RecordKey, Row } from './row.ts'
import { countAlive, scan } from './scan.ts'
import {
  type Database,
  type Head,
  type Identity,
  type LogRow,
  openDatabase,
  type Transaction,
  type WriteTransaction,
} from './schema.ts'
import { HybridClock } from './stamp.ts'
import { Tallies } from './tally.ts'
import { loadText, seededText } from './texts.ts'
import { type GroupEvent, PoisonedError, StaleError, type TurnContext, turn } from './turn.ts'

export interface StoreOptions {
  now?: Clock
  isWatched?: (space: string, collection: string) => boolean
  /** Told of every group of commits before its writes are answered. */
  onGroup?: (event: GroupEvent) => void
  /** Another instance of the background has written: what is remembered of the grants has to be read again. */
  onStale?: () => Promise<void>
}

const answersKept = 24 * 3_600_000

export class Store {
  /** Of the personal space. */
  readonly tallies: Tallies
  #identity: Identity
  readonly #db: Database
  readonly #cache = new TextCache()
  readonly #queue: Queue
  readonly #options: StoreOptions
  readonly #now: Clock
  #head: Head
  #clock: HybridClock
  #known: KnownCommits | undefined

  private constructor(db: Database, identity: Identity, head: Head, options: StoreOptions) {
    this.#db = db
    this.#identity = identity
    this.tallies = new Tallies(this, () => this.#identity.space)
    this.#head = head
    this.#options = options
    this.#now = options.now ?? systemClock
    this.#clock = new HybridClock(identity.device, this.#now, head.hlc)
    this.#queue = new Queue({ turn: writes => this.#turn(writes) })
  }

  static async open(name: string, options: StoreOptions = {}): Promise<Store> {
    const db = await openDatabase(name)
    const tx = db.transaction('meta', 'readwrite')
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
    return this.#identity
  }

  close(): void {
    this.#db.close()
  }

  get(key: RecordKey): Promise<LoadedRecord | undefined> {
    return this.#read(['records', 'texts', 'meta'], tx => loadRecord(tx, key, this.#cache, this.#head))
  }

  /** Several records as they stand at one moment, in the order of their keys. */
  getMany(keys: RecordKey[]): Promise<(LoadedRecord | undefined)[]> {
    return this.#read(['records', 'texts', 'meta'], tx =>
      Promise.all(keys.map(key => loadRecord(tx, key, this.#cache, this.#head))),
    )
  }

  /** Every record of a collection, in the order of their ids, and the place in the log at which it was seen. */
  scan(space: string, collection: string, each: (record: LoadedRecord) => void): Promise<Position> {
    return this.#read(['records', 'texts', 'meta', 'log'], async tx => {
      await scan(tx, space, collection, each)
      return positionOf(tx)
    })
  }

  collections(space: string): Promise<{ name: string; rows: number }[]> {
    return this.#read(['records'], tx => collectionsOf(tx, space))
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

  /** A field's text, and the place in the log at which it was seen. `accept` may refuse to look at the record. */
  readText(
    key: RecordKey,
    field: string,
    accept: (record: LoadedRecord) => boolean,
  ): Promise<Position & { state: Uint8Array }> {
    return this.#read(['records', 'texts', 'meta', 'log'], async tx => {
      const record = await loadRecord(tx, key, this.#cache, this.#head)
      const seen = record?.alive && accept(record) ? record.row : undefined
      const { text } = seen ? await loadText(tx, seen, field) : { text: seededText(undefined, field) }
      return { ...(await positionOf(tx)), state: text.state() }
    })
  }

  /** What changed in a collection since a place in the log; null where that is not known any more. */
  changesSince(at: string, space: string, collection: string): Promise<Resumption | null> {
    return this.#read(['records', 'texts', 'meta', 'log', 'before'], tx => changesSince(tx, at, space, collection))
  }

  /** The updates of a text since a place in the log; null where that is not known any more. */
  textSince(at: string, key: RecordKey, field: string): Promise<(Position & { update: Uint8Array | null }) | null> {
    return this.#read(['meta', 'records', 'texts', 'log'], tx => textSince(tx, at, key, field))
  }

  /** @returns what `apply` returned, once it is committed */
  write(write: PendingWrite): Promise<unknown> {
    return this.#queue.write(write)
  }

  /** Merges another device's commits. */
  async receive(commits: Commit[]): Promise<void> {
    await this.#queue.write({ receive: commits })
  }

  /** All commits after a place in the log, oldest first. */
  async commitsAfter(n: number): Promise<Commit[]> {
    const rows = await this.#db.getAll('log', IDBKeyRange.lowerBound(n, true))
    return rows.flatMap(row => row.commits)
  }

  /**
   * Changes grants and requests, on the disk before it resolves.
   * @param options.bump nothing decided before it holds any more
   * @param options.done called once it is on the disk, before anything else of the queue runs
   */
  decide<T>(decision: Decision<T>, { bump = false, done }: { bump?: boolean; done?: () => void } = {}): Promise<T> {
    return this.#queue.decide(async () => {
      const tx = this.#db.transaction(['meta', 'grants', 'requests', 'answers'], 'readwrite', { durability: 'strict' })
      tx.done.catch(() => {})
      try {
        const head = (await tx.objectStore('meta').get('head')) as Head
        if (bump) head.epoch++
        const result = await decision(tx as unknown as WriteTransaction, head)
        if (bump) await tx.objectStore('meta').put(head, 'head')
        await tx.done
        if (bump && head.n === this.#head.n && head.epoch === this.#head.epoch + 1) this.#head = head
        done?.()
        return result
      } catch (error) {
        try {
          tx.abort()
        } catch {} // it has aborted by itself
        throw tx.error ?? error
      }
    })
  }

  grants() {
    return this.#db.getAll('grants')
  }

  requests() {
    return this.#db.getAll('requests')
  }

  /** The answers that were stored for a document's writes. */
  async answersOf(document: string) {
    const rows = await this.#db.getAllFromIndex('answers', 'document', document)
    return rows.flatMap(row => row.answers)
  }

  async dropOldAnswers(): Promise<void> {
    const tx = this.#db.transaction('answers', 'readwrite')
    const old = await tx.store.index('time').getAllKeys(IDBKeyRange.upperBound(this.#now() - answersKept))
    await Promise.all([...old.map(key => tx.store.delete(key)), tx.done])
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

  /**
   * Makes `space` the personal space, if nothing has been written and nothing been granted yet.
   * @returns whether it is the personal space now
   */
  adoptSpace(space: string): Promise<boolean> {
    return this.#queue.decide(async () => {
      const tx = this.#db.transaction(['meta', 'grants'], 'readwrite', { durability: 'strict' })
      const meta = tx.objectStore('meta')
      const identity = (await meta.get('identity')) as Identity
      const head = (await meta.get('head')) as Head
      const isEmpty = head.n === 0 && (await tx.objectStore('grants').count()) === 0
      if (isEmpty && identity.space !== space) {
        identity.space = space
        head.epoch++ // another instance of the background learns of it before it writes
        await Promise.all([meta.put(identity, 'identity'), meta.put(head, 'head')])
      }
      await tx.done
      if (identity.space === space) this.#identity = identity
      // As in `decide`: where another instance has been there too, everything is read again before the next write.
      if (isEmpty && head.epoch === this.#head.epoch + 1) this.#head = head
      return identity.space === space
    })
  }

  /** Merges groups of commits of an export; those that are here already change nothing. @param theirs its space */
  importGroups(theirs: string, groups: ArchivedGroup[]): Promise<{ added: number; known: number }> {
    return this.#queue.decide(async () => {
      this.#known ??= new KnownCommits()
      const known = this.#known
      const run = () =>
        this.#run(context => importGroups(context, known, { theirs, ours: this.#identity.space }, groups))
      const done = await run().catch(error => {
        if (error instanceof StaleError) return run()
        throw error
      })
      this.#head = done.head
      for (const event of done.events) this.#tell(event)
      return done.imported
    })
  }

  /** Lets go of what an import keeps in memory. */
  endImport(): void {
    this.#known = undefined
  }

  async #turn(writes: QueuedWrite[]): Promise<void> {
    try {
      const done = await this.#attempt(writes.map(({ write }) => write))
      this.#head = done.head
      if (done.event) this.#tell(done.event)
      for (const [i, { resolve, reject }] of writes.entries()) {
        const outcome = done.outcomes[i]
        if (outcome?.ok) resolve(outcome.value)
        else reject(outcome?.error)
      }
    } catch (error) {
      for (const { reject } of writes) reject(error)
    }
  }

  /** What is committed is committed, whatever a listener makes of it. */
  #tell(event: GroupEvent): void {
    try {
      this.#options.onGroup?.(event)
    } catch (error) {
      console.error(error)
    }
  }

  async #attempt(writes: QueuedWrite['write'][]): ReturnType<typeof turn> {
    try {
      return await this.#run(context => turn(context, writes))
    } catch (error) {
      if (error instanceof PoisonedError) return this.#attemptWithout(writes, error)
      if (!(error instanceof StaleError)) throw error
      return this.#attempt(await this.#withAnswers(writes))
    }
  }

  /** After a failure, memory is again what the disk says. */
  async #run<T>(run: (context: TurnContext) => Promise<T>): Promise<T> {
    const context = {
      db: this.#db,
      head: this.#head,
      clock: this.#clock,
      device: this.identity.device,
      secret: this.identity.secret,
      cache: this.#cache,
      now: this.#now(),
      isWatched: this.#options.isWatched ?? (() => true),
    }
    try {
      return await run(context)
    } catch (error) {
      this.#cache.clear() // it may hold what was not committed
      await this.#catchUp()
      if (error instanceof StaleError) await this.#options.onStale?.()
      throw error
    }
  }

  async #catchUp(): Promise<void> {
    const [identity, head] = await Promise.all([this.#db.get('meta', 'identity'), this.#db.get('meta', 'head')])
    this.#identity = identity as Identity
    this.#head = head as Head
    this.#clock = new HybridClock(this.identity.device, this.#now, this.#head.hlc)
  }

  async #attemptWithout(writes: QueuedWrite['write'][], { write, cause }: PoisonedError): ReturnType<typeof turn> {
    const others = writes.filter((_, i) => i !== write)
    const done = await this.#attempt(others)
    done.outcomes.splice(write, 0, { ok: false, error: cause })
    return done
  }

  /** Calls that another instance has carried out meanwhile are answered as there. */
  async #withAnswers(writes: QueuedWrite['write'][]): Promise<QueuedWrite['write'][]> {
    return Promise.all(
      writes.map(async write => {
        const call = 'receive' in write ? undefined : write.call
        const answers = call ? await this.answersOf(call.document) : []
        const answer = answers.find(({ n, hash }) => n === call?.n && hash === call.hash)
        if (!answer || 'receive' in write) return write
        const { call: _stored, ...rest } = write
        return { ...rest, apply: () => answer.value }
      }),
    )
  }

  #read<T>(
    stores: ('records' | 'texts' | 'meta' | 'log' | 'before')[],
    read: (tx: Transaction) => Promise<T>,
  ): Promise<T> {
    return read(this.#db.transaction(stores, 'readonly') as unknown as Transaction)
  }
}
