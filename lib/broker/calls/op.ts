import type { Json } from '../../protocol/api.ts'
import type { Amount } from '../../protocol/caps.ts'
import { isDeclaredText } from '../../protocol/collections.ts'
import { BrokerError } from '../../protocol/errors.ts'
import type { RecordFields } from '../../protocol/record.ts'
import type { Author, Group, LoadedRecord, Op, RecordKey } from '../../store/index.ts'
import { growthOf } from '../quota.ts'

/** Collects what one call does to one record. Empty, it commits nothing. */
export class OpBuilder {
  readonly key: RecordKey
  readonly #record: LoadedRecord | undefined
  readonly #op: Op
  /** What the site has named a value for. */
  readonly #given = new Set<string>()
  #revives = false

  constructor(key: RecordKey, record: LoadedRecord | undefined) {
    this.key = key
    this.#record = record
    this.#op = { collection: key[1], id: key[2] }
  }

  /** A new record. What an earlier life under the same id has left is taken away, so that it does not return. */
  static create(key: RecordKey, remains: LoadedRecord | undefined, fields: RecordFields): OpBuilder {
    const op = new OpBuilder(key, remains)
    for (const [name, value] of Object.entries(fields)) op.set(name, value)
    for (const name of remains?.fieldNames('*') ?? []) if (!Object.hasOwn(fields, name)) op.remove(name)
    op.#op.alive = true
    return op
  }

  set(name: string, value: Json): void {
    if (isDeclaredText(this.key[1], name) && typeof value !== 'string') {
      throw new BrokerError('invalid_record', `record.${name}: this field is a text and takes a string`)
    }
    this.#op.set ??= {}
    this.#op.set[name] = value
  }

  remove(name: string): void {
    this.#op.remove ??= []
    this.#op.remove.push(name)
  }

  /** @param clients who writes it, for the first time in this text */
  text(name: string, base: string, update: Uint8Array, clients: number[]): void {
    this.#op.text = { ...this.#op.text, [name]: clients.length > 0 ? { base, update, clients } : { base, update } }
  }

  delete(): void {
    this.#op.alive = false
  }

  /** A deletion that the owner may take back: it keeps who made the record. */
  deleteForNow(): void {
    this.#op.alive = false
    if (this.#record) this.#op.made = this.#record.row.alive.made
  }

  /** The inverse of `deleteForNow`: the fields of what was deleted are still there. */
  restore(): void {
    this.#op.alive = true
    if (this.#record) this.#op.made = this.#record.row.alive.made
  }

  /** A put also says that the record is alive: it outlives a deletion elsewhere that is older. */
  keepAlive(): void {
    if (!this.#record || this.isEmpty) return
    this.#op.alive = true
    this.#op.made = this.#record.row.alive.made
  }

  get isEmpty(): boolean {
    const { set, remove, text, alive } = this.#op
    return !set && !remove && !text && alive === undefined
  }

  /** What it adds to what a site has stored. */
  growth(origin: string): Amount {
    const growth = growthOf(this.#record, this.#op, origin)
    return this.#revives ? { ...growth, records: growth.records + 1 } : growth
  }

  /** Another commit of the same call has brought the record back to life just now. */
  revives(): void {
    this.#revives = true
  }

  /** The site gives a value for this field, though it may be what stands there already. */
  give(name: string): void {
    this.#given.add(name)
  }

  /**
   * The fields that it writes, and those that it would have written had they held another value: an answer without
   * them would tell what is in a field that may be written and not read.
   */
  get written(): string[] {
    const { set, text } = this.#op
    return [...new Set([...this.#given, ...Object.keys(set ?? {}), ...Object.keys(text ?? {})])]
  }

  /** The fields that it changes or removes. */
  get touched(): string[] {
    const { set, text, remove = [] } = this.#op
    return [...Object.keys(set ?? {}), ...Object.keys(text ?? {}), ...remove]
  }

  /** Null: nothing. */
  get does(): 'created' | 'updated' | 'deleted' | null {
    if (this.isEmpty) return null
    if (this.#op.alive === false) return 'deleted'
    return this.#op.alive && !this.#record?.alive ? 'created' : 'updated'
  }

  /** One atomic write. The records stand in one space, each of them once. */
  static commit(ops: readonly OpBuilder[], group: Group, author: Author): void {
    const written = ops.filter(op => !op.isEmpty)
    const [space] = written[0]?.key ?? []
    if (space === undefined) return
    group.commit(
      space,
      author,
      written.map(op => op.#op),
    )
  }
}
