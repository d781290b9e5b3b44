/** All grants, in memory, as the store keeps them. Every change counts the epoch up, at once and before it is written. */

import type { Clock } from '../platform/clock.ts'
import type { Scope } from '../protocol/api.ts'
import { type GrantPart, type GrantRow, type Store, startingWith, type WriteTransaction } from '../store/index.ts'
import { addPart, scopesOf, withoutVerbs } from './parts.ts'

export class Grants {
  #byOrigin = new Map<string, GrantRow[]>()
  /** Compared before anything leaves: nothing decided under another epoch is answered. */
  epoch = 0
  readonly #store: Store
  readonly #now: Clock
  readonly #changed: (origin: string) => void

  constructor(store: Store, now: Clock, changed: (origin: string) => void) {
    this.#store = store
    this.#now = now
    this.#changed = changed
  }

  async load(): Promise<void> {
    const byOrigin = new Map<string, GrantRow[]>()
    for (const row of await this.#store.grants()) {
      byOrigin.set(row.origin, [...(byOrigin.get(row.origin) ?? []), row])
    }
    const origins = new Set([...this.#byOrigin.keys(), ...byOrigin.keys()])
    for (const origin of origins) this.#set(origin, byOrigin.get(origin) ?? [])
  }

  of(origin: string): readonly GrantRow[] {
    return this.#byOrigin.get(origin) ?? []
  }

  /** What an origin may do now, as scopes. */
  open(origin: string): Scope[] {
    const now = this.#now()
    return this.of(origin).flatMap(({ collection, parts }) =>
      scopesOf(
        collection,
        parts.filter(part => part.expiresAt === null || part.expiresAt > now),
      ),
    )
  }

  origins(): string[] {
    return [...this.#byOrigin.keys()].sort()
  }

  /** When the next part ends; null when none does. Milliseconds since the epoch. */
  nextEnd(): number | null {
    const ends = this.#parts().flatMap(part => part.expiresAt ?? [])
    return ends.length > 0 ? Math.min(...ends) : null
  }

  hasSession(origin: string): boolean {
    return this.of(origin).some(row => row.parts.some(part => part.lifetime === 'session'))
  }

  /** Adds what was granted; `also` writes into the same transaction. */
  async add(
    origin: string,
    space: string,
    scopes: readonly Scope[],
    part: Omit<GrantPart, 'access' | 'fields' | 'records'>,
    also: (tx: WriteTransaction) => Promise<unknown>,
  ): Promise<void> {
    let rows: GrantRow[] = []
    await this.#store.decide(
      async tx => {
        rows = (await this.#rowsIn(tx, origin)).map(row => ({ ...row }))
        for (const { collection, access, fields, records } of scopes) {
          let row = rows.find(known => known.space === space && known.collection === collection)
          if (!row) {
            row = { origin, space, collection, parts: [] }
            rows.push(row)
          }
          row.parts = addPart(row.parts, { ...part, access, fields, records: records === 'own' ? 'own' : 'all' })
        }
        await this.#write(tx, origin, rows, also)
      },
      // A grant counts only once it is on the disk; what is taken away counts at once.
      { bump: true, done: () => this.#set(origin, rows) },
    )
  }

  /** Ends everything an origin has, or the named verbs. From this very moment on; resolves once it is on the disk. */
  async take(
    origin: string,
    scopes?: readonly Scope[],
    also?: (tx: WriteTransaction) => Promise<unknown>,
  ): Promise<void> {
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
      also,
    )
  }

  /** Ends the parts whose time is over. */
  async expire(): Promise<void> {
    const now = this.#now()
    await this.#end(part => part.expiresAt !== null && part.expiresAt <= now)
  }

  /** Ends the parts that were for this session only. */
  async endSessions(origins: readonly string[]): Promise<void> {
    await this.#end((part, origin) => part.lifetime === 'session' && origins.includes(origin))
  }

  async #end(isOver: (part: GrantPart, origin: string) => boolean): Promise<void> {
    for (const origin of this.origins()) {
      const over = this.of(origin).some(row => row.parts.some(part => isOver(part, origin)))
      if (over) await this.#keep(origin, row => row.parts.filter(part => !isOver(part, origin)))
    }
  }

  async #keep(
    origin: string,
    partsOf: (row: GrantRow) => GrantPart[],
    also?: (tx: WriteTransaction) => Promise<unknown>,
  ): Promise<void> {
    const kept = (rows: readonly GrantRow[]) => rows.map(row => ({ ...row, parts: partsOf(row) }))
    this.#set(origin, kept(this.of(origin)))
    await this.#store.decide(
      async tx => {
        // A grant that was being written when this came is older than this.
        const rows = kept(await this.#rowsIn(tx, origin))
        this.#set(origin, rows)
        await this.#write(tx, origin, rows, also)
      },
      { bump: true },
    )
  }

  /** As the disk has them: another instance of the background may have changed them. */
  #rowsIn(tx: WriteTransaction, origin: string): Promise<GrantRow[]> {
    return tx.objectStore('grants').getAll(startingWith([origin]))
  }

  #set(origin: string, rows: GrantRow[]): void {
    const kept = rows.filter(row => row.parts.length > 0)
    if (JSON.stringify(kept) === JSON.stringify(this.of(origin))) return
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
    for (const row of rows) if (row.parts.length > 0) changes.push(grants.put(row))
    if (also) changes.push(also(tx))
    await Promise.all(changes)
  }

  #parts(): GrantPart[] {
    return [...this.#byOrigin.values()].flatMap(rows => rows.flatMap(row => row.parts))
  }
}
