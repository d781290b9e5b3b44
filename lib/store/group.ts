/** One transaction's work in memory: what it has read, what its writes made of it, and the rows that it will put. */

import { randomId } from '../platform/random.ts'
import { clientIdOf, collides } from '../text/index.ts'
import type { Base } from './base.ts'
import type { Budget } from './budget.ts'
import { type Author, type Commit, type Op, type Write, writerOf } from './commit.ts'
import { LoadedRecord, type TextValue } from './loaded.ts'
import { baseOf, growsText, isText, lastOf, mergeOp, type RecordKey, type Row } from './row.ts'
import type { Claim, ClientRow, Head, TextRow } from './schema.ts'
import { type HybridClock, type Stamp, stampAfter } from './stamp.ts'
import { type StoredText, seedClient, seededText, stateOf, textFrom, versionOf } from './texts.ts'

export interface GroupRecord {
  key: RecordKey
  /** As it stood when the transaction began. */
  before: LoadedRecord | undefined
  row: Row | undefined
  texts: Map<string, StoredText>
  /** Updates of texts whose first value has not arrived yet. */
  early: TextRow[]
  changed: boolean
  /** The row that `before` shows. */
  original: Row | undefined
  /** That there is no row yet is a guess: the first one that is put must fail where there is. */
  isGuessed?: boolean
  /** That guess was wrong. */
  isThere?: boolean
}

export interface TextChange {
  key: RecordKey
  field: string
  /** Who made the record. */
  madeBy: string
  updates: Uint8Array[]
}

export class Group {
  readonly records = new Map<string, GroupRecord>()
  /** Those whose rows are others than what has been put. */
  readonly unsaved = new Set<GroupRecord>()
  /** Text and client id → who used it first. */
  readonly clients: Map<string, Claim>
  readonly bases = new Map<string, Base>()
  readonly foreign: string[] = []
  readonly commits: Commit[] = []
  readonly textRows: TextRow[] = []
  readonly clientRows: ClientRow[] = []
  readonly textChanges = new Map<string, TextChange>()
  readonly head: Head
  /** What this transaction may add; undefined: whatever it is. */
  budget: Budget | undefined
  readonly #clock: HybridClock
  readonly #device: string

  constructor(head: Head, clock: HybridClock, device: string, clients = new Map<string, Claim>()) {
    this.clients = clients
    this.head = { ...head, n: head.n + 1, seqs: { ...head.seqs } }
    this.#clock = clock
    this.#device = device
  }

  get(key: RecordKey): LoadedRecord | undefined {
    const record = this.records.get(nameOf(key))
    return record?.row && new LoadedRecord(record.row, textValues(record.row, record.texts))
  }

  /** The field's text, seeded from its string where it is none yet. */
  text(key: RecordKey, field: string): StoredText {
    const record = this.records.get(nameOf(key)) as GroupRecord
    const base = baseOf(record.row, field)
    const known = record.texts.get(field)
    if (known?.base === base) return known
    const grown = record.row
      ? textFrom(record.row, field, record.early)
      : { text: seededText(undefined, field), base, ...stateOf([]), rows: 0 }
    record.texts.set(field, grown)
    return grown
  }

  /** The record as of a revision that a put is based on. */
  base(key: RecordKey, rev: string): Base | undefined {
    return this.bases.get(nameOf([...key, rev]))
  }

  /** Who alone may write under this client id; nobody but us may under the seed's. */
  ownerOf(key: RecordKey, field: string, client: number): string | undefined {
    if (client === seedClient(this.records.get(nameOf(key))?.row, field)) return 'seed'
    return this.clients.get(nameOf([...key, field, client]))?.by
  }

  /** A client id that no one has used in this text. */
  freshClient(key: RecordKey, field: string): number {
    for (;;) {
      const client = clientIdOf(randomId())
      if (!this.ownerOf(key, field, client)) return client
    }
  }

  commit(space: string, author: Author, ops: Op[]): void {
    if (ops.length === 0) return
    this.#spend({ space, author, ops })
    const seq = (this.head.seqs[space] ?? 0) + 1
    const hlc = this.#stamp(space, ops)
    this.head.seqs[space] = seq
    this.#merge({ id: randomId(), space, device: this.#device, seq, hlc, author, ops: ops.map(withKnownMaker) })
  }

  /**
   * Later than every write that these ops are put over: they are done by somebody who sees it. Where one comes from a
   * clock far ahead, ours does not follow it; the stamp alone is later.
   */
  #stamp(space: string, ops: readonly Op[]): Stamp {
    const tick = this.#clock.tick()
    this.head.hlc = tick
    const seen = ops.map(op => lastOf(this.records.get(nameOf([space, op.collection, op.id]))?.row, op))
    const last = seen.reduce((a, b) => (a > b ? a : b), '')
    if (last < tick) return tick
    const { ahead = '' } = this.head
    this.head.ahead = stampAfter(last > ahead ? last : ahead, this.#device)
    return this.head.ahead
  }

  /** A commit of another device, or of this one's past, that is known to be new here. */
  take(commit: Commit): void {
    // A profile that was put back to an earlier state meets its own later commits: their numbers are taken.
    if (commit.device === this.#device) {
      this.head.seqs[commit.space] = Math.max(this.head.seqs[commit.space] ?? 0, commit.seq)
    } else this.foreign.push(foreignName(commit))
    this.#clock.observe(commit.hlc)
    this.head.hlc = this.#clock.last
    // One that it gave ahead of its clock must not be given again either.
    if (commit.device === this.#device && commit.hlc > this.head.hlc && commit.hlc > (this.head.ahead ?? '')) {
      this.head.ahead = commit.hlc
    }
    this.#merge(commit)
  }

  #spend({ space, author, ops }: Pick<Commit, 'space' | 'author' | 'ops'>): void {
    this.budget?.take(author, ops, op => this.records.get(nameOf([space, op.collection, op.id]))?.row)
  }

  #merge(commit: Commit): void {
    const write: Write = { stamp: commit.hlc, by: writerOf(commit.author) }
    for (const op of commit.ops) {
      const key: RecordKey = [commit.space, op.collection, op.id]
      const record = this.records.get(nameOf(key)) as GroupRecord
      // Only an update of a text that is one already leaves the row as it is.
      const rowChanged = !record.row || !!(op.set || op.remove || op.alive !== undefined) || newText(record.row, op)
      if (rowChanged) record.row = { ...mergeOp(record.row, key, op, write), n: this.head.n }
      record.changed ||= rowChanged
      if (rowChanged) this.unsaved.add(record)
      for (const field of textsIn(record.row)) this.text(key, field)
      for (const [field, { base, update, clients = [] }] of Object.entries(op.text ?? {})) {
        this.#addUpdate(record, field, base, update, write)
        for (const client of clients) this.#claim(key, field, client, write)
      }
    }
    this.commits.push(commit)
  }

  #addUpdate(record: GroupRecord, field: string, base: Stamp | '', update: Uint8Array, { stamp, by }: Write): void {
    const [space, collection, id] = record.key
    const stored = this.text(record.key, field)
    const { n } = this.head
    const row: TextRow = { space, collection, id, field, n, i: this.textRows.length, base, stamp, by, update }
    this.textRows.push(row)
    if (base > stored.base) record.early.push(row)
    if (base !== stored.base) return // it is for another text than the one that is seen
    if (collides(update, stored.text)) stored.isContested = true
    stored.text.apply(update)
    stored.rows++
    stored.count++
    if (stamp > stored.stamp) stored.stamp = stamp
    const name = nameOf([...record.key, field])
    const change = this.textChanges.get(name)
    if (change) change.updates.push(update)
    else
      this.textChanges.set(name, { key: record.key, field, madeBy: record.row?.alive.made.by ?? '', updates: [update] })
  }

  /** Two sites on two devices may have used it at once: it belongs to the earlier, whichever arrives first. */
  #claim(key: RecordKey, field: string, client: number, { stamp, by }: Write): void {
    const name = nameOf([...key, field, client])
    const known = this.clients.get(name)
    if (known && (known.stamp ?? '') <= stamp) return
    this.clients.set(name, { by, stamp })
    const [space, collection, id] = key
    this.clientRows.push({ space, collection, id, field, client, by, stamp })
  }
}

/**
 * Of a record of which only another device's patch or text has arrived, nobody here knows who made it. Then an op says
 * nothing of it: no device could take in a write that has no stamp.
 */
function withKnownMaker({ made, ...op }: Op): Op {
  return made && made.stamp !== '' ? { ...op, made } : op
}

/** Names a commit of another device, by what nobody can give twice: two copies of one profile give the same numbers. */
export const foreignName = ({ id, space }: Commit): string => `${id} ${space}`

export const nameOf = (key: (string | number)[]): string => JSON.stringify(key)

function newText(row: Row, { text = {} }: Op): boolean {
  return Object.entries(text).some(([field, { base }]) => growsText(row, field, base))
}

const textsIn = (row: Row | undefined): string[] =>
  row ? Object.keys(row.texts ?? {}).filter(field => isText(row, field)) : []

/** The strings that texts read now. They are made when asked for, so `freeze` what is to outlive the transaction. */
function textValues(row: Row, texts: ReadonlyMap<string, StoredText>): Map<string, TextValue> {
  const values = new Map<string, TextValue>()
  for (const [field, stored] of texts) {
    if (!isText(row, field)) continue
    values.set(field, {
      stamp: stored.stamp,
      version: versionOf(stored),
      get value() {
        return stored.text.toString()
      },
    })
  }
  return values
}

export function freeze(row: Row, texts: ReadonlyMap<string, StoredText>): LoadedRecord {
  const values = [...textValues(row, texts)].map(
    ([field, { value, stamp, version }]) => [field, { value, stamp, version }] as const,
  )
  return new LoadedRecord(row, new Map(values))
}
