/** How activity gets to the disk: with a transaction that is there anyway, as one row. */
import type { ActivityEntry } from '../protocol/activity.ts'
import { putRow } from './put.ts'
import type { ActivityRow, WriteTransaction } from './schema.ts'

/** Something to note; its fields may come in any form, and are only looked through. */
export type Entry = Omit<ActivityEntry, 'fields'> & { fields?: '*' | Iterable<string> }

/** More names than these are not kept with an entry. */
const maxFields = 48
/** A row has no more entries: what a site asks for by ever new names is counted without them. */
const maxEntries = 500
/** Groups that do the same within so long are one row, or an hour of typing would push out a year. Milliseconds. */
const sameRow = 60_000

interface Gathered {
  entry: ActivityEntry
  fields: '*' | Set<string> | undefined
}

/** Entries, merged: one for each site, kind, collection and detail. */
export class Entries {
  readonly #byName = new Map<string, Gathered>()

  get size(): number {
    return this.#byName.size
  }

  add(entry: Entry): void {
    const name = nameOf(entry)
    const known = this.#byName.get(name)
    if (known) merge(known, entry)
    else if (this.#byName.size >= maxEntries && entry.collection !== undefined) {
      const { collection: _, fields: __, ...rest } = entry
      this.add(rest)
    } else {
      const { fields, ...rest } = entry
      const gathered: Gathered = { entry: rest, fields: undefined }
      this.#byName.set(name, gathered)
      addFields(gathered, fields)
    }
  }

  addAll(others: Iterable<Entry>): void {
    for (const entry of others) this.add(entry)
  }

  list(): ActivityEntry[] {
    return [...this.#byName.values()].map(({ entry, fields }) =>
      fields === undefined ? entry : { ...entry, fields: fields === '*' ? fields : [...fields].sort() },
    )
  }

  /** Whether every one of these would be merged with one that is here. */
  hasAll(others: readonly Entry[]): boolean {
    return others.every(entry => this.#byName.has(nameOf(entry)))
  }
}

const nameOf = ({ origin, what, collection = '', outcome = '', detail = '', reason = '' }: Entry): string =>
  `${what}\n${origin}\n${collection}\n${outcome}\n${detail}\n${reason}`

const counts = ['count', 'created', 'updated', 'deleted'] as const

function merge(known: Gathered, entry: Entry): void {
  for (const name of counts) {
    const more = entry[name]
    if (more !== undefined) known.entry[name] = (known.entry[name] ?? 0) + more
  }
  addFields(known, entry.fields)
  if (entry.more) known.entry.more = true
}

function addFields(known: Gathered, fields: Entry['fields']): void {
  if (fields === undefined || known.fields === '*') return
  if (fields === '*') {
    known.fields = '*'
    return
  }
  known.fields ??= new Set()
  for (const name of fields) {
    if (known.fields.has(name)) continue
    if (known.fields.size >= maxFields) {
      known.entry.more = true
      return
    }
    known.fields.add(name)
  }
}

/** What was noted outside of the queue and waits. */
export interface Noted {
  entries: Entry[]
  /** Writes what else goes with them into the same transaction. */
  save(tx: WriteTransaction): Promise<unknown>
  /** They are on the disk. */
  done(): void
  /** They are not: the transaction was aborted. */
  giveBack(): void
}

export interface Notes {
  /** Whatever waits; null where nothing does. */
  take(): Noted | null
}

/** What one transaction notes. One of `done` and `giveBack` ends it. */
export interface Page {
  write(tx: WriteTransaction, now: number): Promise<void>
  done(): void
  giveBack(): void
}

export class Journal {
  readonly #notes: Notes | undefined
  /** The last row that was written here: the next may go on with it. */
  #last: ActivityRow | undefined
  readonly #written: () => void

  /** @param written told when there is more on the disk */
  constructor(notes: Notes | undefined, written = () => {}) {
    this.#notes = notes
    this.#written = written
  }

  /** @param more what this very transaction did; it is forgotten when that is aborted */
  open(more = new Entries()): Page {
    const noted = this.#notes?.take() ?? null
    let row: ActivityRow | undefined
    return {
      write: async (tx, now) => {
        more.addAll(noted?.entries ?? [])
        const putting = more.size > 0 ? this.#put(tx, now, more.list()) : undefined
        ;[row] = await Promise.all([putting, noted?.save(tx)])
      },
      done: () => {
        if (row) this.#last = row
        noted?.done()
        if (row) this.#written()
      },
      giveBack: () => noted?.giveBack(),
    }
  }

  async #put(tx: WriteTransaction, now: number, entries: ActivityEntry[]): Promise<ActivityRow> {
    const store = tx.objectStore('activity')
    const longer = this.#last && goneOn(this.#last, now, entries)
    if (longer) {
      putRow(store, longer)
      return longer
    }
    const row = { time: now, entries } as ActivityRow // the store numbers it
    return { ...row, n: await store.put(row) }
  }
}

const repeats: ReadonlySet<ActivityEntry['what']> = new Set(['read', 'write', 'refusal'])

/** The row, with more of what it tells already; undefined where something else has happened, or later. */
function goneOn(last: ActivityRow, now: number, entries: ActivityEntry[]): ActivityRow | undefined {
  if (now < last.time || now - last.time >= sameRow) return undefined
  if (![...last.entries, ...entries].every(({ what }) => repeats.has(what))) return undefined
  const merged = new Entries()
  merged.addAll(last.entries)
  if (!merged.hasAll(entries)) return undefined
  merged.addAll(entries)
  return { ...last, until: now, entries: merged.list() }
}
