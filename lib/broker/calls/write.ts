/** The way of every write: one entry in the commit queue, permitted again inside the transaction and afterwards. */
import { BrokerError } from '../../protocol/errors.ts'
import type { FieldSet, Group, PendingWrite, RecordKey } from '../../store/index.ts'
import { stillPermitted } from '../permit.ts'
import { type ShownRecord, showWritten } from '../show.ts'
import { fieldsFor, readable, type View } from '../view.ts'
import type { CallOf } from './handler.ts'
import type { OpBuilder } from './op.ts'

interface RecordWrite extends Pick<PendingWrite, 'base' | 'clients' | 'fresh'> {
  key: RecordKey
  /** Runs inside the transaction. What it throws is the answer, and nothing is written. */
  build(group: Group, view: View): OpBuilder
  /** Whether the answer is the record; otherwise it is nothing. */
  silent?: boolean
}

/** A write's answer as it is stored. It is cut down to what may be seen when it is replayed. */
interface WriteAnswer {
  record: ShownRecord
  written: string[]
  mine: boolean
}

export async function writeRecord(
  call: CallOf,
  { key, base, clients, fresh, build, silent }: RecordWrite,
): Promise<unknown> {
  const { context, access, document, n, hash } = call
  const { store, grants } = context
  let epoch = grants.epoch
  const answer = await store.write({
    space: key[0],
    author: { site: access.origin },
    keys: [key],
    call: { document: document.key, n, hash },
    ...(base ? { base } : {}),
    ...(clients ? { clients } : {}),
    ...(fresh ? { fresh } : {}),
    apply(group) {
      if (call.signal.aborted) throw new BrokerError('aborted', 'The page has aborted this call.')
      const view = stillPermitted(context, access)
      epoch = grants.epoch
      const op = build(group, view)
      op.commit(group, { site: access.origin })
      return silent ? undefined : answerOf(context.store.identity.secret, group, view, key, op)
    },
  })
  document.remember({ n, hash, value: answer })
  if (epoch === grants.epoch) return (answer as WriteAnswer | undefined)?.record
  return replay(stillPermitted(context, access), answer)
}

/** A stored answer as this view may see it. */
export function replay(view: View, answer: unknown): ShownRecord | undefined {
  if (answer === undefined) return undefined
  const { record, written, mine } = answer as WriteAnswer
  const visible = fieldsFor(view, 'read', mine)
  const shown = Object.entries(record).filter(
    ([name]) => name === 'id' || name === '_rev' || visible === '*' || visible?.has(name) || written.includes(name),
  )
  return Object.fromEntries(shown) as ShownRecord
}

function answerOf(secret: string, group: Group, view: View, key: RecordKey, op: OpBuilder): WriteAnswer {
  const record = group.get(key)
  if (!record) throw new BrokerError('not_found', 'There is no such record.')
  const visible = readable(view, record)
  const fields: FieldSet = visible === '*' ? '*' : new Set([...(visible ?? []), ...op.written])
  return { record: showWritten(record, fields, secret), written: op.written, mine: record.madeBy === view.origin }
}
