/** The way of every write: one entry in the commit queue, permitted again inside the transaction and afterwards. */
import { BrokerError } from '../../protocol/errors.ts'
import type { Entry, FieldSet, Group, PendingWrite, RecordKey } from '../../store/index.ts'
import { fieldsOfRead } from '../ledger-words.ts'
import { revoked, stillPermitted } from '../permit.ts'
import { nothing, sum } from '../quota.ts'
import { pick, type ShownRecord } from '../show.ts'
import { fieldsFor, readable, type View } from '../view.ts'
import type { CallOf } from './handler.ts'
import { entriesOf, readBy } from './note-write.ts'
import { OpBuilder } from './op.ts'

/** What one call, or one operation of a batch, does to one record. */
export interface RecordWrite {
  key: RecordKey
  /** Its id has just been made at random. */
  fresh?: boolean
  /** The revision that it is based on, and the fields that it was made from. */
  base?: { rev: string; visible(madeBy: string): FieldSet | null }
  /** The client ids that it brings into a text. */
  clients?: { field: string; ids: number[] }
  /** The fields that the site has sent. */
  named?: object
  /** How much it brings along. */
  bytes: number
  /** Whether it is answered with nothing; otherwise with the record. */
  silent?: boolean
  /** Runs inside the transaction. What it throws is the answer, and nothing is written. */
  build(group: Group, view: View): OpBuilder
}

/** A write's answer as it is stored. It is cut down to what may be seen when it is replayed. */
interface WriteAnswer {
  record: ShownRecord
  written: string[]
  mine: boolean
}
type Answers = (WriteAnswer | undefined)[]

export async function writeRecord(call: CallOf, write: RecordWrite): Promise<ShownRecord | undefined> {
  return (await writeRecords(call, [write]))[0]
}

/** All of them or none, as one commit. @returns the answers in the order of the writes */
export async function writeRecords(call: CallOf, writes: RecordWrite[]): Promise<(ShownRecord | undefined)[]> {
  const { context, access, document, n, hash } = call
  const { grants, room, rates } = context
  const { origin } = access
  rates.take(origin, { records: writes.length, bytes: writes.reduce((sum, { bytes }) => sum + bytes, 0) })
  let epoch = grants.epoch
  let entries: Entry[] = []
  let read = { records: 0, fields: '*' as FieldSet }
  let taken = nothing
  const giveBack = () => {
    room.giveBack(origin, taken)
    taken = nothing
  }
  const pending = {
    ...pendingOf(writes, call.space),
    author: { site: origin },
    call: { document: document.key, n, hash },
    apply(group: Group) {
      giveBack() // the transaction before this one has failed
      if (call.signal.aborted) throw new BrokerError('aborted', 'The page has aborted this call.')
      const view = stillPermitted(context, access)
      if (view.space !== call.space) throw revoked() // what it was given since is not what it wrote to
      epoch = grants.epoch
      const ops = writes.map(write => write.build(group, view))
      const growth = ops.map(op => op.growth(origin)).reduce(sum, nothing)
      room.check(origin, growth)
      room.take(origin, growth)
      taken = growth
      OpBuilder.commit(ops, group, { site: origin })
      const answers = ops.map((op, i) =>
        writes[i]?.silent ? undefined : answerOf(context.store.identity.secret, group, view, op),
      )
      const written = ops.map((op, i) => ({ op, named: writes[i]?.named ?? {}, shown: answers[i]?.record }))
      entries = entriesOf(access, written)
      read = { records: readBy(written), fields: fieldsOfRead(view) }
      return answers
    },
    noted: () => entries,
  }
  const answers = await context.store.write(pending).catch(error => {
    giveBack()
    throw error
  })
  if (read.records > 0) {
    context.ledger.read(access.origin, { collection: access.collection, ...read, detail: 'answer' })
  }
  document.remember({ n, hash, value: answers })
  if (epoch === grants.epoch) return (answers as Answers).map(answer => answer?.record)
  return replay(stillPermitted(context, access), answers)
}

/** Stored answers as this view may see them. */
export function replay(view: View, answers: unknown): (ShownRecord | undefined)[] {
  return (answers as Answers).map(answer => {
    if (!answer) return undefined
    const { record, written, mine } = answer
    const visible = fieldsFor(view, 'read', mine, record.id)
    const shown = Object.entries(record).filter(
      ([name]) => name === 'id' || name === '_rev' || visible === '*' || visible?.has(name) || written.includes(name),
    )
    return Object.fromEntries(shown) as ShownRecord
  })
}

function pendingOf(writes: readonly RecordWrite[], space: string): Omit<PendingWrite, 'author' | 'apply' | 'noted'> {
  return {
    space,
    keys: writes.map(({ key }) => key),
    fresh: new Set(writes.filter(({ fresh }) => fresh).map(({ key }) => key)),
    bases: writes.flatMap(({ key, base }) => (base ? [{ key, ...base }] : [])),
    clients: writes.flatMap(({ key, clients }) => (clients ? [{ key, ...clients }] : [])),
  }
}

function answerOf(secret: string, group: Group, view: View, op: OpBuilder): WriteAnswer {
  const record = group.get(op.key)
  if (!record) throw new BrokerError('not_found', 'There is no such record.')
  const visible = readable(view, record)
  const fields: FieldSet = visible === '*' ? '*' : new Set([...(visible ?? []), ...op.written])
  // The revision is the one that a read gives: of what may be read, or of what was written where nothing may.
  const rev = record.rev(visible ?? fields, secret)
  return { record: { ...pick(record, fields), _rev: rev }, written: op.written, mine: record.madeBy === view.origin }
}
