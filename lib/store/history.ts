/** What stood in the owner's records before, and what undoing would make of them. Only of the personal space. */
import type { Clock } from '../platform/clock.ts'
import type { HistoryView, RecordName, UndoRange } from '../protocol/history.ts'
import { recordAsOf } from './as-of.ts'
import type { Committer } from './committer.ts'
import { compactSlice, dropImages, oldEnd, setLimit, setSwept } from './compact-log.ts'
import { historyOf } from './entries.ts'
import { handled } from './handled.ts'
import type { LoadedRecord } from './loaded.ts'
import { Past, pastRooms } from './past.ts'
import type { RecordKey } from './row.ts'
import type { Database, Head, Settings, Transaction } from './schema.ts'
import { rangeSince, touchedBy, type UndoneRecord, type UndoWhile, undoneIn } from './undo-load.ts'

const day = 86_400_000

/** So many slices of the old log are looked at again by one clean-up. */
const sweptAtOnce = 25

interface Parts {
  db: Database
  committer: Committer
  settings(): Promise<Settings>
  now: Clock
}

export class History {
  readonly #parts: Parts
  #compacting: Promise<void> | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** A part of a record's history, the newest first. @param before where the part before ended */
  of(record: RecordName, before: number | null): Promise<HistoryView> {
    const { device } = this.#parts.committer.identity
    return this.#read(async tx => historyOf(await Past.open(tx), this.#keyOf(record), before, device))
  }

  /** The record after an entry of its history; null where that is not kept. */
  asOf(record: RecordName, place: number): Promise<LoadedRecord | null> {
    return this.#read(async tx => recordAsOf(await Past.open(tx), this.#keyOf(record), place))
  }

  rangeSince(since: number): Promise<UndoRange> {
    return this.#read(tx => rangeSince(tx, since))
  }

  touchedBy(span: UndoWhile, after: number): Promise<{ records: RecordName[]; next: number | null }> {
    return this.#read(tx => touchedBy(tx, this.#parts.committer.identity.space, span, after))
  }

  /** What undoing does to each of the records that are there. */
  undoneIn(records: readonly RecordName[], span: UndoWhile): Promise<UndoneRecord[]> {
    return this.#read(async tx => {
      const past = await Past.open(tx)
      const found: UndoneRecord[] = []
      for (const record of records) {
        const undone = await undoneIn(past, this.#keyOf(record), span)
        if (undone) found.push(undone)
      }
      return found
    })
  }

  /** The same, unless that has been done within a day: the background starts often. */
  async compactDaily(): Promise<void> {
    const { db, now } = this.#parts
    const { sweptAt = 0 } = (await db.get('meta', 'head')) as Head
    if (Math.abs(now() - sweptAt) >= day) await this.compact()
  }

  /** Lets go of what the settings do not keep, a slice at a time. */
  compact(): Promise<void> {
    this.#compacting ??= this.#compact().finally(() => {
      this.#compacting = undefined
    })
    return this.#compacting
  }

  async #compact(): Promise<void> {
    const { db, settings, now } = this.#parts
    const { historyDays } = await settings()
    const upto = await oldEnd(db, now() - historyDays * day)
    const { compacted = 0, swept = 0 } = await this.#slice(db => setLimit(db, upto))
    const compaction = { upto: Math.max(upto, compacted), rows: new Map() }
    while (await this.#slice(db => dropImages(db, compaction.upto))) {}
    let place: number | null = compacted
    while (place !== null) {
      const after: number = place
      place = await this.#slice(db => compactSlice(db, compaction, after))
    }
    // What counted when it was looked at last may have been replaced since: all of it is gone through, in many days.
    let last = swept < compacted ? swept : 0
    for (let slices = 0; slices < sweptAtOnce && last < compacted; slices++) {
      const after = last
      last = (await this.#slice(db => compactSlice(db, compaction, after))) ?? compacted
    }
    await this.#slice(db => setSwept(db, last, now()))
  }

  /** One after the other with the writes; those that wait go first. */
  async #slice<T>(work: (db: Database) => Promise<T>): Promise<T> {
    await new Promise(resolve => setTimeout(resolve))
    return this.#parts.committer.between(work)
  }

  #keyOf({ collection, id }: RecordName): RecordKey {
    return [this.#parts.committer.identity.space, collection, id]
  }

  #read<T>(read: (tx: Transaction) => Promise<T>): Promise<T> {
    return read(handled(this.#parts.db.transaction([...pastRooms], 'readonly')) as unknown as Transaction)
  }
}
