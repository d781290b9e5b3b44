/** The one writer of a store: all its changes, one transaction at a time, and what it remembers between them. */
import type { Clock } from '../platform/clock.ts'
import { diskIsFull } from '../protocol/errors.ts'
import { Entries, Journal, type Notes, type Page } from './activity.ts'
import { answeredMeanwhile } from './answers.ts'
import { type ArchivedGroup, importGroups, KnownCommits, KnownOfOthers } from './archive-import.ts'
import { disownSlice, takeName } from './change-device.ts'
import { type Discarded, type DiscardPlace, discardSlice } from './discard.ts'
import { Disk, type Estimate } from './disk.ts'
import { handled } from './handled.ts'
import { HotRecords } from './hot.ts'
import { checkStamps } from './incoming.ts'
import { KnownIndexes } from './indexes/known.ts'
import { TextCache } from './load.ts'
import { GuessError, Newcomers } from './newcomers.ts'
import { type Decision, type PendingWrite, Queue, type QueuedWrite } from './queue.ts'
import type { Database, Head, Identity, WriteTransaction } from './schema.ts'
import { Sole } from './sole.ts'
import { HybridClock } from './stamp.ts'
import { type GroupEvent, PoisonedError, StaleError, type TurnContext, turn } from './turn.ts'

export interface CommitterOptions {
  isWatched?: (space: string, collection: string) => boolean
  /** Told of every group of commits before its writes are answered. */
  onGroup?: (event: GroupEvent) => void
  /** Another instance of the background has written: what is remembered of the grants has to be read again. */
  onStale?: () => Promise<void>
  /** Where what was noted outside of the queue waits for the next transaction. */
  notes?: Notes
  /** There is more activity on the disk. */
  onActivity?: () => void
  /** How much room the browser gives. */
  estimate?: Estimate
  /** There is too little room on the disk now, or enough again. */
  onDisk?: () => void
}

export interface DecisionOptions {
  /** Nothing decided before it holds any more. */
  bump?: boolean
  /** Called once it is on the disk, before anything else of the queue runs. */
  done?: () => void
}

/** What a decision of the owner may change. */
const decided = ['meta', 'grants', 'requests', 'answers', 'sites', 'activity'] as const

export class Committer {
  readonly cache = new TextCache()
  /** What may be answered from memory, as long as no other instance of the background is about. */
  readonly hot = new HotRecords()
  readonly sole: Sole
  readonly disk: Disk
  readonly #db: Database
  readonly #queue: Queue
  readonly #journal: Journal
  readonly #indexes = new KnownIndexes()
  readonly #newcomers = new Newcomers()
  readonly #options: CommitterOptions
  readonly #now: Clock
  #identity: Identity
  #head: Head
  /** Nothing but groups of writes has changed the head since it was read. */
  #isHeadKnown = false
  #clock: HybridClock
  #known: KnownCommits | undefined
  /** The same, once a copy of this device has turned up: that is rare. */
  #copied: KnownCommits | undefined

  constructor(db: Database, identity: Identity, head: Head, now: Clock, options: CommitterOptions) {
    this.#db = db
    this.#identity = identity
    this.#head = head
    this.#now = now
    this.#options = options
    this.disk = new Disk({ now, estimate: options.estimate, onDisk: options.onDisk })
    this.sole = new Sole(db.name, () => this.hot.clear())
    this.#journal = new Journal(options.notes, options.onActivity)
    this.#clock = new HybridClock(identity.device, now, head.hlc)
    this.#queue = new Queue({ turn: writes => this.#turn(writes) })
  }

  get identity(): Identity {
    return this.#identity
  }

  /** Where the store stood after our own last write. */
  get head(): Head {
    return this.#head
  }

  /** @returns what `apply` returned, once it is committed */
  write(write: PendingWrite): Promise<unknown> {
    return this.#queue.write(write)
  }

  /** Changes grants and requests, on the disk before it resolves. */
  decide<T>(decision: Decision<T>, { bump = false, done }: DecisionOptions = {}): Promise<T> {
    return this.#decide(async () => {
      const tx = handled(this.#db.transaction(decided, 'readwrite', { durability: 'strict' }))
      const noted = new Entries()
      let page: Page | undefined
      try {
        const head = (await tx.objectStore('meta').get('head')) as Head
        if (bump) head.epoch++
        const write = tx as unknown as WriteTransaction
        const result = await decision(write, head, entry => noted.add(entry))
        if (bump) await tx.objectStore('meta').put(head, 'head')
        page = this.#journal.open(noted)
        await page.write(write, this.#now())
        await tx.done
        page.done()
        if (bump && head.n === this.#head.n && head.epoch === this.#head.epoch + 1) this.#head = head
        done?.()
        return result
      } catch (error) {
        page?.giveBack()
        try {
          tx.abort()
        } catch {} // it has aborted by itself
        this.disk.failed(tx.error ?? error)
        throw tx.error ?? error
      }
    })
  }

  /** Writes what was noted and found no other transaction to go with. */
  writeNotes(): Promise<void> {
    return this.#decide(async () => {
      const page = this.#journal.open()
      const tx = handled(this.#db.transaction(['sites', 'activity'], 'readwrite', { durability: 'relaxed' }))
      try {
        await page.write(tx as unknown as WriteTransaction, this.#now())
        await tx.done
        page.done()
      } catch (error) {
        page.giveBack()
        this.disk.failed(tx.error ?? error)
        throw tx.error ?? error
      }
    })
  }

  /**
   * Makes `space` the personal space, if nothing has been written and nothing been granted yet.
   * @returns whether it is the personal space now
   */
  adoptSpace(space: string): Promise<boolean> {
    return this.#decide(async () => {
      const tx = handled(this.#db.transaction(['meta', 'grants'], 'readwrite', { durability: 'strict' }))
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

  /** Takes a part of a space out of the store: what is remembered of its texts goes as well. */
  discard(space: string, at: DiscardPlace | null): Promise<Discarded> {
    return this.#decide(() => {
      this.cache.clear()
      return discardSlice(this.#db, space, at).finally(() => this.hot.clear())
    })
  }

  /** Takes the name of another device. What is written meanwhile is disowned with the rest. */
  async changeDevice(device: string): Promise<void> {
    const { device: old } = this.#identity
    let last = { n: 0, isEnd: false }
    const slice = async (db: Database) => {
      last = await disownSlice(db, old, last.n)
    }
    while (!last.isEnd) await this.between(slice)
    await this.#decide(async () => {
      do await slice(this.#db)
      while (!last.isEnd)
      await takeName(this.#db, device)
      this.hot.clear()
      await this.#catchUp()
    })
  }

  /** Work on the store between two groups of writes, which leaves every record as it is. */
  between<T>(work: (db: Database) => Promise<T>): Promise<T> {
    return this.#decide(() => work(this.#db))
  }

  /** Merges groups of commits of an export; those that are here already change nothing. @param theirs its space */
  importGroups(theirs: string, groups: ArchivedGroup[]): Promise<{ added: number; known: number }> {
    this.#known ??= new KnownCommits()
    return this.#mergeGroups(this.#known, theirs, groups, false)
  }

  /**
   * Merges what other devices have written, all of it or nothing.
   * @param theirs how they call the personal space
   * @param isCopy it may be what a copy of this device has written under its name: told from its own by the ids alone
   */
  async receive(theirs: string, groups: ArchivedGroup[], isCopy: boolean): Promise<{ added: number; known: number }> {
    checkStamps(groups.flatMap(({ commits }) => commits))
    if (!isCopy) return this.#mergeGroups(new KnownOfOthers(this.#identity.device), theirs, groups, true)
    this.#copied ??= new KnownCommits()
    await this.#copied.readAhead(this.#db)
    return this.#mergeGroups(this.#copied, theirs, groups, true)
  }

  #mergeGroups(known: KnownCommits | KnownOfOthers, theirs: string, groups: ArchivedGroup[], pulled: boolean) {
    return this.#decide(async () => {
      await this.disk.look()
      const run = () =>
        this.#run(context => importGroups(context, known, { theirs, ours: this.#identity.space }, groups, pulled))
      const done = await run().catch(error => {
        if (error instanceof StaleError) return run()
        throw this.disk.failed(error) ? diskIsFull() : error
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

  #decide<T>(decision: () => Promise<T>): Promise<T> {
    return this.#queue.decide(() => {
      this.#isHeadKnown = false // it may write it
      return this.sole.while(decision)
    })
  }

  async #turn(writes: QueuedWrite[]): Promise<void> {
    try {
      await this.disk.look()
      const done = await this.sole.while(() => this.#attempt(writes.map(({ write }) => write)))
      this.#head = done.head
      this.#isHeadKnown = true
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

  /** @param isAgain a transaction without what grows the store: with it, one has just failed for want of room */
  async #attempt(writes: PendingWrite[], isAgain = false): ReturnType<typeof turn> {
    try {
      return await this.#run(context => turn(context, writes))
    } catch (error) {
      if (error instanceof PoisonedError) return this.#attemptWithout(writes, error, isAgain)
      if (error instanceof GuessError) return this.#attempt(writes, isAgain)
      if (error instanceof StaleError) return this.#attempt(await answeredMeanwhile(this.#db, writes), isAgain)
      if (!this.disk.failed(error)) throw error
      // From here on whatever grows the store is refused: what makes room is not to wait for it.
      if (isAgain) throw diskIsFull()
      return this.#attempt(writes, true)
    }
  }

  /** After a failure, memory is again what the disk says. */
  async #run<T>(run: (context: TurnContext) => Promise<T>): Promise<T> {
    const context = {
      db: this.#db,
      head: this.#head,
      isHeadKnown: this.#isHeadKnown,
      clock: this.#clock,
      device: this.#identity.device,
      secret: this.#identity.secret,
      cache: this.cache,
      hot: this.hot,
      newcomers: this.#newcomers,
      journal: this.#journal,
      indexes: this.#indexes,
      now: this.#now(),
      budget: this.disk.budget(),
      isWatched: this.#options.isWatched ?? (() => true),
    }
    try {
      const done = await run(context)
      this.disk.committed(context.budget)
      return done
    } catch (error) {
      this.cache.clear() // it may hold what was not committed
      this.hot.clear()
      const { n, epoch } = this.#head
      await this.#catchUp()
      // It may have failed in another way before it found that out.
      const isStale = this.#head.n !== n || this.#head.epoch !== epoch || error instanceof StaleError
      if (!isStale) throw error
      await this.#options.onStale?.()
      throw new StaleError()
    }
  }

  async #catchUp(): Promise<void> {
    const [identity, head] = await Promise.all([this.#db.get('meta', 'identity'), this.#db.get('meta', 'head')])
    this.#identity = identity as Identity
    this.#head = head as Head
    this.#isHeadKnown = false
    this.#clock = new HybridClock(this.#identity.device, this.#now, this.#head.hlc)
  }

  async #attemptWithout(
    writes: PendingWrite[],
    { write, cause }: PoisonedError,
    isAgain: boolean,
  ): ReturnType<typeof turn> {
    const others = writes.filter((_, i) => i !== write)
    const done = await this.#attempt(others, isAgain)
    done.outcomes.splice(write, 0, { ok: false, error: cause })
    return done
  }
}
