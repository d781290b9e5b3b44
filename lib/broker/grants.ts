/** All grants, in memory, as the store keeps them. Every change counts the epoch up, at once and before it is written. */

import type { Clock } from '../platform/clock.ts'
import type { Scope } from '../protocol/api.ts'
import { BrokerError } from '../protocol/errors.ts'
import {
  type Entry,
  type GrantPart,
  type GrantRow,
  type Store,
  startingWith,
  type WriteTransaction,
} from '../store/index.ts'
import { inWords } from './ledger-words.ts'
import { addPart, lapseOf, lostParts, nameOfPart, openParts, scopesOf, withoutVerbs } from './parts.ts'

/** What is granted of one collection. */
export type Piece = Pick<GrantPart, 'access' | 'fields' | 'records' | 'picked'> & { collection: string }

/** The disk learns of a use at most so often. Milliseconds. */
const usesWritten = 3_600_000

export class Grants {
  #byOrigin = new Map<string, GrantRow[]>()
  /** Compared before anything leaves: nothing decided under another epoch is answered. */
  epoch = 0
  readonly #store: Store
  readonly #now: Clock
  readonly #changed: (origin: string) => void
  /** Origin, space and collection → the last use that is on the disk. */
  readonly #usesOnDisk = new Map<string, number>()

  constructor(store: Store, now: Clock, changed: (origin: string) => void) {
    this.#store = store
    this.#now = now
    this.#changed = changed
  }

  /** At the start. Nothing has changed by it, so nobody is told: a background that wakes must not wake every page. */
  async load(): Promise<void> {
    this.#byOrigin = await this.#read()
    this.epoch++
  }

  /** Another instance of the background has written. Whatever it changed is told. */
  async reload(): Promise<void> {
    const byOrigin = await this.#read()
    const origins = new Set([...this.#byOrigin.keys(), ...byOrigin.keys()])
    for (const origin of origins) this.#set(origin, byOrigin.get(origin) ?? [])
  }

  async #read(): Promise<Map<string, GrantRow[]>> {
    const byOrigin = new Map<string, GrantRow[]>()
    for (const row of await this.#store.grants()) {
      byOrigin.set(row.origin, [...(byOrigin.get(row.origin) ?? []), row])
      if (row.usedAt !== undefined) this.#usesOnDisk.set(nameOf(row), row.usedAt)
    }
    return byOrigin
  }

  of(origin: string): readonly GrantRow[] {
    return this.#byOrigin.get(origin) ?? []
  }

  /** With the parts that count now. */
  openRows(origin: string): GrantRow[] {
    const now = this.#now()
    return this.of(origin).map(row => ({ ...row, parts: openParts(row, now) }))
  }

  /** What an origin may do now, as scopes. */
  open(origin: string): Scope[] {
    return this.openRows(origin).flatMap(({ collection, parts }) => scopesOf(collection, parts))
  }

  origins(): string[] {
    return [...this.#byOrigin.keys()].sort()
  }

  /** When the next part ends or lapses; null when none does. Milliseconds since the epoch. */
  nextEnd(): number | null {
    const rows = [...this.#byOrigin.values()].flat()
    const ends = rows.flatMap(row => row.parts.flatMap(part => [part.expiresAt ?? [], lapseOf(row, part)].flat()))
    return ends.length > 0 ? Math.min(...ends) : null
  }

  /** Notes a use: in memory at once, on the disk at most once an hour. */
  used(origin: string, space: string, collection: string): void {
    const row = this.of(origin).find(row => row.space === space && row.collection === collection)
    if (!row) return
    const now = this.#now()
    row.usedAt = now
    const name = nameOf(row)
    if (now - (this.#usesOnDisk.get(name) ?? 0) < usesWritten) return
    this.#usesOnDisk.set(name, now)
    this.#writeUse(row, now).catch(error => {
      this.#usesOnDisk.delete(name)
      console.error(error)
    })
  }

  /** In a transaction of its own, and without a new epoch: what is granted stays as it is. */
  #writeUse({ origin, space, collection }: GrantRow, usedAt: number): Promise<void> {
    return this.#store.decide(async tx => {
      const grants = tx.objectStore('grants')
      const row = await grants.get([origin, space, collection])
      if (row) await grants.put({ ...row, usedAt })
    })
  }

  hasSession(origin: string): boolean {
    return this.of(origin).some(row => row.parts.some(part => part.lifetime === 'session'))
  }

  /** Adds what was granted, in the owner's space or in a hidden one; `also` writes into the same transaction. */
  async add(
    origin: string,
    space: string,
    pieces: readonly Piece[],
    part: Omit<GrantPart, 'access' | 'fields' | 'records' | 'picked'>,
    also: (tx: WriteTransaction, note: (entry: Entry) => void) => Promise<unknown>,
  ): Promise<void> {
    let rows: GrantRow[] = []
    await this.#store.decide(
      async (tx, _head, note) => {
        rows = (await this.#rowsIn(tx, origin)).map(row => ({ ...row }))
        for (const { collection, ...piece } of pieces) {
          // What it is given now stands in one space, and what it had in another ends.
          rows = rows.filter(known => known.collection !== collection || known.space === space)
          let row = rows.find(known => known.space === space && known.collection === collection)
          if (!row) {
            row = { origin, space, collection, parts: [] }
            rows.push(row)
          }
          delete row.lapsedAt
          row.parts = addPart(row.parts, { ...part, ...piece })
        }
        await this.#write(tx, origin, rows, tx => also(tx, note))
      },
      // A grant counts only once it is on the disk; what is taken away counts at once.
      { bump: true, done: () => this.#set(origin, rows) },
    )
  }

  /** Puts another part in the place of one, or none; it counts once it is on the disk. @throws when it has changed */
  async edit(origin: string, collection: string, name: string, part: (known: GrantPart) => GrantPart | null) {
    let rows: GrantRow[] = []
    await this.#store.decide(
      async (tx, _head, note) => {
        rows = (await this.#rowsIn(tx, origin)).map(row => ({ ...row }))
        const row = rows.find(row => row.collection === collection && row.parts.some(isNamed(name)))
        if (!row) throw new BrokerError('not_found', 'This access has changed meanwhile. Please look again.')
        row.parts = row.parts.flatMap(known => (nameOfPart(known) === name ? (part(known) ?? []) : known))
        await this.#write(tx, origin, rows)
        note({ origin, what: 'change', collection, detail: wordsOf([row]) || 'nothing' })
      },
      { bump: true, done: () => this.#set(origin, rows) },
    )
  }

  /**
   * Ends everything an origin has, or the named verbs. From this very moment on; resolves once it is on the disk.
   * @param what whose doing it is: the owner's or the site's
   */
  async take(origin: string, what: 'revoke' | 'release', scopes?: readonly Scope[]): Promise<void> {
    const named = (row: GrantRow) => (scopes ?? []).filter(scope => scope.collection === row.collection)
    await this.#keep(
      origin,
      row =>
        scopes
          ? withoutVerbs(
              row.parts,
              named(row).flatMap(scope => scope.access),
            )
          : [],
      { dismiss: !scopes, why: { what } },
    )
  }

  /** Ends the parts whose time is over, and those that nobody has used for long: these are remembered as lapsed. */
  async expire(): Promise<void> {
    const now = this.#now()
    await this.#end('expired', part => part.expiresAt !== null && part.expiresAt <= now)
    for (const origin of this.origins()) {
      const isOver = (row: GrantRow) => row.parts.some(part => lapseOf(row, part) <= now)
      if (!this.of(origin).some(isOver)) continue
      await this.#keep(origin, row => row.parts.filter(part => lapseOf(row, part) > now), {
        lapsedAt: now,
        why: { what: 'end', outcome: 'lapsed' },
      })
    }
  }

  /** The owner has read that grants of this origin lapsed. */
  async dismissLapse(origin: string): Promise<void> {
    await this.#keep(origin, row => row.parts, { dismiss: true })
  }

  /** Ends the parts that were for this session only. */
  async endSessions(origins: readonly string[]): Promise<void> {
    await this.#end('closed', (part, origin) => part.lifetime === 'session' && origins.includes(origin))
  }

  async #end(outcome: string, isOver: (part: GrantPart, origin: string) => boolean): Promise<void> {
    for (const origin of this.origins()) {
      const over = this.of(origin).some(row => row.parts.some(part => isOver(part, origin)))
      const why = { what: 'end', outcome } as const
      if (over) await this.#keep(origin, row => row.parts.filter(part => !isOver(part, origin)), { why })
    }
  }

  /** @param more.lapsedAt rows that lose parts are marked with it; `dismiss`: such marks go; `why`: for the ledger */
  async #keep(
    origin: string,
    partsOf: (row: GrantRow) => GrantPart[],
    { lapsedAt, dismiss, why }: { lapsedAt?: number; dismiss?: boolean; why?: Pick<Entry, 'what' | 'outcome'> } = {},
  ): Promise<void> {
    const keptOf = ({ lapsedAt: known, ...row }: GrantRow): GrantRow => {
      const parts = partsOf(row)
      const mark = dismiss ? undefined : parts.length < row.parts.length ? (lapsedAt ?? known) : known
      return mark === undefined ? { ...row, parts } : { ...row, parts, lapsedAt: mark }
    }
    const kept = (rows: readonly GrantRow[]) => rows.map(keptOf)
    this.#set(origin, kept(this.of(origin)))
    await this.#store.decide(
      async (tx, _head, note) => {
        // A grant that was being written when this came is older than this.
        const before = await this.#rowsIn(tx, origin)
        const rows = kept(before)
        this.#set(origin, rows)
        await this.#write(tx, origin, rows)
        const lost = wordsOf(before.map((row, i) => ({ ...row, parts: lostParts(row.parts, rows[i]?.parts ?? []) })))
        if (why && lost !== '') note({ origin, ...why, detail: lost })
      },
      { bump: true },
    )
  }

  /** As the disk has them: another instance of the background may have changed them. */
  async #rowsIn(tx: WriteTransaction, origin: string): Promise<GrantRow[]> {
    return this.#withUses(origin, await tx.objectStore('grants').getAll(startingWith([origin])))
  }

  /** The memory knows of uses that are not on the disk yet. */
  #withUses(origin: string, rows: GrantRow[]): GrantRow[] {
    for (const row of rows) {
      const known = this.of(origin).find(other => nameOf(other) === nameOf(row))?.usedAt
      if (known !== undefined) row.usedAt = Math.max(known, row.usedAt ?? 0)
    }
    return rows
  }

  #set(origin: string, rows: GrantRow[]): void {
    const kept = this.#withUses(origin, rows.filter(isKept))
    if (grantedBy(kept) === grantedBy(this.of(origin))) return
    if (kept.length > 0) this.#byOrigin.set(origin, kept)
    else this.#byOrigin.delete(origin)
    this.epoch++
    this.#changed(origin)
  }

  async #write(
    tx: WriteTransaction,
    origin: string,
    rows: readonly GrantRow[],
    also?: (tx: WriteTransaction) => Promise<unknown>,
  ): Promise<void> {
    const grants = tx.objectStore('grants')
    const changes: Promise<unknown>[] = [grants.delete(startingWith([origin]))]
    for (const row of rows) if (isKept(row)) changes.push(grants.put(row))
    if (also) changes.push(also(tx))
    await Promise.all(changes)
  }
}

const wordsOf = (rows: readonly GrantRow[]) =>
  inWords(rows.flatMap(({ collection, parts }) => scopesOf(collection, parts)))
const isNamed = (name: string) => (part: GrantPart) => nameOfPart(part) === name
/** A row without parts stays only to say that they lapsed. */
const isKept = ({ parts, lapsedAt }: GrantRow) => parts.length > 0 || lapsedAt !== undefined
/** What the rows say, uses left out: they change nothing. */
const grantedBy = (rows: readonly GrantRow[]) =>
  JSON.stringify(rows.map(({ parts, lapsedAt, ...row }) => [nameOf(row), parts, lapsedAt]))
const nameOf = ({ origin, space, collection }: Pick<GrantRow, 'origin' | 'space' | 'collection'>) =>
  JSON.stringify([origin, space, collection])
