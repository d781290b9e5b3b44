/**
 * What sites do, noted as it happens and written with the next transaction that is there anyway, with how much they have
 * read and stored. Writes and decisions are noted in their own transactions, and are not here.
 */
import type { Clock } from '../platform/clock.ts'
import type { Amount } from '../protocol/caps.ts'
import { Entries, type Entry, type Noted, type Notes, putRow, type SiteRow } from '../store/index.ts'
import { dayOf, withReads } from './marks.ts'

/** When no other transaction comes for so long, what was noted gets one. Milliseconds. */
const patience = 1_000

export interface LedgerOptions {
  now: Clock
  /** Writes what waits: it asks for it by `take`. */
  write(): Promise<void>
  /** What is known of a site. */
  rowOf(origin: string): SiteRow
  /** How much a site has read is on the disk. */
  counted(row: SiteRow): void
}

/** `counts`: whether its records count for what is usual; not so for what a site is told as it changes. */
export interface Read {
  collection: string
  records: number
  fields: '*' | Iterable<string>
  detail?: string
  counts?: boolean
}

export class Ledger implements Notes {
  readonly #options: LedgerOptions
  #entries = new Entries()
  /** Origin → how many records it has read. */
  #reads = new Map<string, number>()
  /** Origin → how much it has stored now. */
  #used = new Map<string, Amount>()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(options: LedgerOptions) {
    this.#options = options
  }

  read(origin: string, { collection, records, fields, detail, counts = true }: Read): void {
    if (counts && records > 0) this.#reads.set(origin, (this.#reads.get(origin) ?? 0) + records)
    this.#note({
      origin,
      what: 'read',
      collection,
      count: records,
      fields,
      ...(detail === undefined ? {} : { detail }),
    })
  }

  refusal(origin: string, outcome: string, collection: string | undefined): void {
    this.#note({ origin, what: 'refusal', outcome, count: 1, ...(collection === undefined ? {} : { collection }) })
  }

  /** @param used all of it, and not what has come to it: the newest holds */
  stored(origin: string, used: Amount): void {
    this.#used.set(origin, used)
    this.#schedule()
  }

  take(): Noted | null {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#entries.size === 0 && this.#used.size === 0) return null
    const entries = this.#entries
    const reads = this.#reads
    const used = this.#used
    this.#entries = new Entries()
    this.#reads = new Map()
    this.#used = new Map()
    let rows: SiteRow[] = []
    return {
      entries: entries.list(),
      save: async tx => {
        const sites = tx.objectStore('sites')
        // Every write comes with this: it does not wait for what stands there.
        for (const [origin, stored] of used) {
          if (!reads.has(origin)) putRow(sites, { ...this.#options.rowOf(origin), used: stored })
        }
        rows = await Promise.all(
          [...reads].map(async ([origin, records]) => {
            // As the disk has them: another instance of the background may have counted as well.
            const row = withReads((await sites.get(origin)) ?? { origin }, dayOf(this.#options.now()), records)
            const stored = used.get(origin)
            if (stored !== undefined) row.used = stored
            putRow(sites, row)
            return row
          }),
        )
      },
      done: () => {
        for (const row of rows) this.#options.counted(row)
      },
      giveBack: () => {
        for (const [origin, records] of reads) this.#reads.set(origin, (this.#reads.get(origin) ?? 0) + records)
        // What has been said since is newer.
        this.#used = new Map([...used, ...this.#used])
        entries.addAll(this.#entries.list())
        this.#entries = entries
        this.#schedule()
      },
    }
  }

  #note(entry: Entry): void {
    this.#entries.add(entry)
    this.#schedule()
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#options.write().catch(error => console.error(error))
    }, patience)
  }
}
