/** All grants, in memory, as the store keeps them. Every change counts the epoch up, at once and before it is written. */

import type { Clock } from '../platform/clock.ts'
import type { Scope } from '../protocol/api.ts'
import { BrokerError } from '../protocol/errors.ts'
import type { Entry, GrantPart, GrantRow, Store, WriteTransaction } from '../store/index.ts'
import { rowsByOrigin, rowsIn, writeRows } from './grant-disk.ts'
import {
  isKept,
  keptRows,
  lossInWords,
  type Marking,
  openRowsOf,
  type Piece,
  type PieceTime,
  sayTheSame,
  scopesOfRows,
  withPieces,
  withUses,
  wordsOf,
} from './grant-rows.ts'
import { lapseOf, nameOfPart, withoutVerbs } from './parts.ts'
import { Uses } from './uses.ts'

export class Grants {
  #byOrigin = new Map<string, GrantRow[]>()
  /** Compared before anything leaves: nothing decided under another epoch is answered. */
  epoch = 0
  readonly #store: Store
  readonly #now: Clock
  readonly #changed: (origin: string) => void
  readonly #uses: Uses

  constructor(store: Store, now: Clock, changed: (origin: string) => void) {
    this.#store = store
    this.#now = now
    this.#changed = changed
    this.#uses = new Uses(store)
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
    const byOrigin = await rowsByOrigin(this.#store)
    for (const row of [...byOrigin.values()].flat()) this.#uses.read(row)
    return byOrigin
  }

  of(origin: string): readonly GrantRow[] {
    return this.#byOrigin.get(origin) ?? []
  }

  /** With the parts that count now. */
  openRows(origin: string): GrantRow[] {
    return openRowsOf(this.of(origin), this.#now())
  }

  /** What an origin may do now, as scopes. */
  open(origin: string): Scope[] {
    return scopesOfRows(this.openRows(origin))
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
    if (row) this.#uses.note(row, this.#now())
  }

  hasSession(origin: string): boolean {
    return this.of(origin).some(row => row.parts.some(part => part.lifetime === 'session'))
  }

  /** Adds what was granted, in the owner's space or in a hidden one; `also` writes into the same transaction. */
  async add(
    origin: string,
    space: string,
    pieces: readonly Piece[],
    time: PieceTime,
    also: (tx: WriteTransaction, note: (entry: Entry) => void) => Promise<unknown>,
  ): Promise<void> {
    await this.#give(origin, async (tx, known, note) => {
      const rows = withPieces(known, origin, space, pieces, time)
      await writeRows(tx, origin, rows, tx => also(tx, note))
      return rows
    })
  }

  /** Puts another part in the place of one, or none; it counts once it is on the disk. @throws when it has changed */
  async edit(origin: string, collection: string, name: string, part: (known: GrantPart) => GrantPart | null) {
    await this.#give(origin, async (tx, known, note) => {
      const rows = known.map(row => ({ ...row }))
      const row = rows.find(row => row.collection === collection && row.parts.some(isNamed(name)))
      if (!row) throw new BrokerError('not_found', 'This access has changed meanwhile. Please look again.')
      row.parts = row.parts.flatMap(known => (nameOfPart(known) === name ? (part(known) ?? []) : known))
      await writeRows(tx, origin, rows)
      note({ origin, what: 'change', collection, detail: wordsOf([row]) || 'nothing' })
      return rows
    })
  }

  /**
   * Ends everything an origin has, or the named verbs. From this very moment on; resolves once it is on the disk.
   * @param what whose doing it is: the owner's or the site's
   */
  async take(origin: string, what: 'revoke' | 'release', scopes?: readonly Scope[]): Promise<void> {
    const named = (row: GrantRow) =>
      (scopes ?? []).flatMap(({ collection, access }) => (collection === row.collection ? access : []))
    const partsOf = (row: GrantRow) => (scopes ? withoutVerbs(row.parts, named(row)) : [])
    await this.#keep(origin, partsOf, { dismiss: !scopes, why: { what } })
  }

  /** What was granted up to a moment ends: the owner has taken this origin's access back on another device. */
  async endBefore(origin: string, time: number): Promise<void> {
    const isOver = ({ since }: GrantPart) => since <= time
    if (!this.of(origin).some(row => row.parts.some(isOver))) return
    const partsOf = (row: GrantRow) => row.parts.filter(part => !isOver(part))
    await this.#keep(origin, partsOf, { why: { what: 'revoke', outcome: 'elsewhere' } })
  }

  /** Ends the parts whose time is over, and those that nobody has used for long: these are remembered as lapsed. */
  async expire(): Promise<void> {
    const now = this.#now()
    await this.#end((_row, part) => part.expiresAt !== null && part.expiresAt <= now, 'expired')
    await this.#end((row, part) => lapseOf(row, part) <= now, 'lapsed', { lapsedAt: now })
  }

  /** The owner has read that grants of this origin lapsed. */
  async dismissLapse(origin: string): Promise<void> {
    await this.#keep(origin, row => row.parts, { dismiss: true })
  }

  /** Ends the parts that were for this session only. */
  async endSessions(origins: readonly string[]): Promise<void> {
    await this.#end(({ origin }, part) => part.lifetime === 'session' && origins.includes(origin), 'closed')
  }

  async #end(isOver: (row: GrantRow, part: GrantPart) => boolean, outcome: string, marking: Marking = {}) {
    for (const origin of this.origins()) {
      const isAnyOver = this.of(origin).some(row => row.parts.some(part => isOver(row, part)))
      const partsOf = (row: GrantRow) => row.parts.filter(part => !isOver(row, part))
      if (isAnyOver) await this.#keep(origin, partsOf, { ...marking, why: { what: 'end', outcome } })
    }
  }

  /** A grant counts only once it is on the disk. @param give makes the rows of those on the disk, and writes them */
  async #give(
    origin: string,
    give: (tx: WriteTransaction, known: GrantRow[], note: (entry: Entry) => void) => Promise<GrantRow[]>,
  ): Promise<void> {
    let rows: GrantRow[] = []
    await this.#store.decide(
      async (tx, _head, note) => {
        rows = await give(tx, await this.#rowsIn(tx, origin), note)
      },
      { bump: true, done: () => this.#set(origin, rows) },
    )
  }

  /** What is taken away counts at once. @param more.why for the ledger */
  async #keep(
    origin: string,
    partsOf: (row: GrantRow) => GrantPart[],
    { why, ...marking }: Marking & { why?: Pick<Entry, 'what' | 'outcome'> },
  ): Promise<void> {
    this.#set(origin, keptRows(this.of(origin), partsOf, marking))
    await this.#store.decide(
      async (tx, _head, note) => {
        // A grant that was being written when this came is older than this.
        const before = await this.#rowsIn(tx, origin)
        const rows = keptRows(before, partsOf, marking)
        this.#set(origin, rows)
        await writeRows(tx, origin, rows)
        const lost = lossInWords(before, rows)
        if (why && lost !== '') note({ origin, ...why, detail: lost })
      },
      { bump: true },
    )
  }

  /** As the disk has them, with the uses that it does not know of yet. */
  async #rowsIn(tx: WriteTransaction, origin: string): Promise<GrantRow[]> {
    return withUses(await rowsIn(tx, origin), this.of(origin))
  }

  #set(origin: string, rows: readonly GrantRow[]): void {
    const kept = withUses(rows.filter(isKept), this.of(origin))
    if (sayTheSame(kept, this.of(origin))) return
    if (kept.length > 0) this.#byOrigin.set(origin, kept)
    else this.#byOrigin.delete(origin)
    this.epoch++
    this.#changed(origin)
  }
}

const isNamed = (name: string) => (part: GrantPart) => nameOfPart(part) === name
