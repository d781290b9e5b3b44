/**
 * Records in memory, as they stand: what was read or written last. Only what is on the disk gets here, and everything
 * that changes a record on the disk changes it here before anybody is told that it has.
 */
import { nameOf } from './group.ts'
import type { LoadedRecord } from './loaded.ts'
import type { RecordKey } from './row.ts'

/** Characters of records, about: some 20 MB of memory. The least wanted go first. */
const most = 8_000_000
/** What a record takes besides its fields. */
const perRecord = 600

export class HotRecords {
  readonly #records = new Map<string, { record: LoadedRecord; size: number }>()
  #size = 0
  /** Counts what has changed: what was being read meanwhile may be older than that. */
  changes = 0

  get(key: RecordKey): LoadedRecord | undefined {
    const name = nameOf(key)
    const known = this.#records.get(name)
    if (!known) return undefined
    this.#records.delete(name)
    this.#records.set(name, known)
    return known.record
  }

  /** A record as it has been read. @param since what `changes` was before */
  read(key: RecordKey, record: LoadedRecord | undefined, since: number): void {
    if (record && since === this.changes) this.#set(nameOf(key), record)
  }

  /** A record as it has been committed; undefined: somebody may read it anew. */
  wrote(name: string, record: LoadedRecord | undefined): void {
    this.changes++
    if (record) this.#set(name, record)
    else this.#delete(name)
  }

  clear(): void {
    this.changes++
    this.#records.clear()
    this.#size = 0
  }

  #set(name: string, record: LoadedRecord): void {
    this.#delete(name)
    const size = record.fieldNames('*').reduce((sum, field) => sum + sizeOf(record.value(field)), perRecord)
    if (size > most / 16) return
    this.#records.set(name, { record, size })
    this.#size += size
    for (const oldest of this.#records.keys()) {
      if (this.#size <= most) return
      this.#delete(oldest)
    }
  }

  #delete(name: string): void {
    const known = this.#records.get(name)
    if (!known) return
    this.#size -= known.size
    this.#records.delete(name)
  }
}

/** Walks the value without making its text. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 8
  let size = 16
  for (const name of Object.keys(value)) size += 16 + sizeOf((value as Record<string, unknown>)[name])
  return size
}
