/** What a page makes of what its watches tell it. Whatever is no news, or comes out of order, is a mistake. */
import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs'
import { sameJson } from '../../lib/protocol/json.ts'
import type { WatchMessage } from '../../lib/protocol/page.ts'

type Shown = { id: string; _rev: string }

export abstract class Told {
  /** Of the last event: where the page goes on from. Undefined: it has been told nothing. */
  at: string | undefined
  isOver = false
  /** Something else is granted than before: it may be told the whole once more. */
  mayBeTold = false
  readonly #placeOf: (at: string) => number
  #place = -1

  /** @param placeOf the number of a place in the log */
  constructor(placeOf: (at: string) => number) {
    this.#placeOf = placeOf
  }

  take({ event, at }: WatchMessage): void {
    if (this.isOver && event.type !== 'end') throw new Error(`told of ${event.type} after its end`)
    if (event.type === 'end') {
      this.isOver = true
      return
    }
    const place = this.#placeOf(at?.split('.')[0] ?? '')
    const isWhole = event.type === 'snapshot' || event.type === 'state'
    if (place < this.#place || (place === this.#place && !isWhole && event.type !== 'update')) {
      throw new Error(`told of place ${place} after place ${this.#place}`)
    }
    this.learn(event)
    this.#place = place
    this.at = at
  }

  protected abstract learn(event: WatchMessage['event']): void
}

export class ToldRecords extends Told {
  readonly #limited: boolean
  #records: Shown[] | null = null

  constructor(placeOf: (at: string) => number, limited: boolean) {
    super(placeOf)
    this.#limited = limited
  }

  /** In the order of the query where it is limited, and else by their ids. */
  get records(): Shown[] {
    return this.#limited ? (this.#records ?? []) : sorted(this.#records ?? [])
  }

  static asFound(records: Shown[], limited: boolean): Shown[] {
    return limited ? records : sorted(records)
  }

  protected learn(event: WatchMessage['event']): void {
    if (event.type === 'snapshot') {
      const records = event.records as Shown[]
      if (this.#records && !this.mayBeTold) {
        if (!this.#limited) throw new Error('told the whole once more')
        if (sameJson(records as never, this.#records as never)) throw new Error('told the same whole once more')
      }
      this.#records = records
      return
    }
    if (event.type !== 'change' || this.#limited || !this.#records) throw new Error(`told a ${event.type}`)
    if (event.changes.length === 0) throw new Error('told of no change')
    for (const { id, record } of event.changes) {
      const known: Shown | undefined = this.#records.find(one => one.id === id)
      if (record ? sameJson(record as never, known as never) : !known) throw new Error(`told of ${id} what is known`)
      this.#records = this.#records.filter(one => one !== known)
      if (record) this.#records.push(record as Shown)
    }
  }
}

const sorted = (records: Shown[]) => [...records].sort((a, b) => (a.id < b.id ? -1 : 1))

export class ToldText extends Told {
  #doc: Doc | null = null
  readonly #field: string

  constructor(placeOf: (at: string) => number, field: string) {
    super(placeOf)
    this.#field = field
  }

  get text(): string | undefined {
    if (this.#doc?.store.pendingStructs) throw new Error('told of what comes after something that was not told')
    return this.#doc?.getText(this.#field).toString()
  }

  protected learn(event: WatchMessage['event']): void {
    if (event.type === 'state') {
      this.#doc = new Doc()
      applyUpdate(this.#doc, event.update)
      return
    }
    if (event.type !== 'update' || !this.#doc) throw new Error(`told a ${event.type}`)
    const before = encodeStateAsUpdate(this.#doc)
    applyUpdate(this.#doc, event.update)
    if (sameBytes(before, encodeStateAsUpdate(this.#doc))) throw new Error('told of an update that is known')
  }
}

const sameBytes = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((byte, i) => byte === b[i])
