/** The owner's way back: what stood in a record before, and everything that one writer did in a while. As new commits. */
import type { Amount } from '../protocol/caps.ts'
import { BrokerError } from '../protocol/errors.ts'
import type { RestoreVersionAsk, UndoAsk } from '../protocol/history.ts'
import { sameJson } from '../protocol/json.ts'
import type { Group, LoadedRecord, Op, RecordKey, UndoneRecord } from '../store/index.ts'
import type { Context } from './context.ts'
import { negative, nothing, sizeOf, sum } from './quota.ts'

const owner = { owner: true } as const

/** So often it is looked again at records that are written to just then. */
const maxAttempts = 5

export class Undo {
  readonly #context: Pick<Context, 'store' | 'room'>

  constructor(context: Pick<Context, 'store' | 'room'>) {
    this.#context = context
  }

  /** @returns whether it changed anything. @throws not_found where that state is not kept */
  async restore({ collection, id, n, field }: RestoreVersionAsk): Promise<boolean> {
    const { store } = this.#context
    const then = await store.history.asOf({ collection, id }, n)
    if (!then) throw new BrokerError('not_found', 'This state of the record is not kept any more.')
    const key: RecordKey = [store.identity.space, collection, id]
    return (await this.#write([key], group => {
      const now = group.get(key)
      if (!now) throw new BrokerError('not_found', 'There is no such record any more.')
      if (field !== undefined && !now.alive) throw new BrokerError('not_found', 'This record has been deleted.')
      const op = restoring(group, key, now, then, field)
      return op ? [{ op, before: now, by: now.madeBy }] : []
    })) as boolean
  }

  /** @returns how many records it changed; what is written to again and again meanwhile is left alone */
  async undo({ by, from, upto, records }: UndoAsk): Promise<number> {
    const { store } = this.#context
    const span = { by, from, upto }
    let left = [...new Map(records.map(record => [JSON.stringify([record.collection, record.id]), record])).values()]
    let changed = 0
    for (let attempt = 0; attempt < maxAttempts && left.length > 0; attempt++) {
      const plans = (await store.history.undoneIn(left, span)).filter(({ op }) => op)
      if (plans.length === 0) break
      const moved: typeof left = []
      await this.#write(
        plans.map(({ key }) => key),
        group => {
          moved.length = 0
          return plans.flatMap(plan => {
            const { key, op, record } = plan
            if (op && stands(group, plan, store.identity.secret)) return [{ op, before: record, by }]
            moved.push({ collection: key[1], id: key[2] })
            return []
          })
        },
      )
      changed += plans.length - moved.length
      left = moved
    }
    return changed
  }

  /** @param build what is done to each record, as it stood before, and whose room what its fields gain is taken from */
  async #write(
    keys: RecordKey[],
    build: (group: Group) => { op: Op; before: LoadedRecord; by: string }[],
  ): Promise<boolean> {
    const { store, room } = this.#context
    const { space } = store.identity
    let growth = new Map<string, Amount>()
    const changed = await store.write({
      space,
      author: owner,
      strict: true,
      keys,
      apply(group) {
        growth = new Map()
        const done = build(group)
        group.commit(
          space,
          owner,
          done.map(({ op }) => op),
        )
        for (const { op, before, by } of done) {
          const after = group.get([space, op.collection, op.id]) as LoadedRecord
          const [origin, amount] = grown(before, after, by)
          growth.set(origin, sum(growth.get(origin) ?? nothing, amount))
        }
        return done.length > 0
      },
    })
    for (const [origin, amount] of growth) if (origin !== 'owner') room.take(origin, amount)
    return changed as boolean
  }
}

/** A record that comes or goes is counted for who made it; what its fields gain or lose, for who wrote them. */
function grown(before: LoadedRecord, after: LoadedRecord, by: string): [origin: string, amount: Amount] {
  const { madeBy } = after
  if (!after.alive) return [madeBy, before.alive ? negative(sizeOf(before)) : nothing]
  if (!before.alive) return [madeBy, sizeOf(after)]
  const bytes = sizeOf(after).bytes - sizeOf(before).bytes
  return [by === 'owner' ? madeBy : by, { records: 0, bytes }]
}

/** Whether nothing has been written to the record since it was planned. */
function stands(group: Group, { key, record }: UndoneRecord, secret: string): boolean {
  const now = group.get(key)
  return now !== undefined && now.row.n === record.row.n && now.rev('*', secret) === record.rev('*', secret)
}

/** What makes the record, or one field of it, stand as it did; undefined where it does already. */
function restoring(
  group: Group,
  key: RecordKey,
  now: LoadedRecord,
  then: LoadedRecord,
  field: string | undefined,
): Op | undefined {
  const op: Op = { collection: key[1], id: key[2] }
  const names = field === undefined ? new Set([...now.fieldNames('*'), ...then.fieldNames('*')]) : [field]
  for (const name of names) {
    const value = then.value(name)
    if (value === undefined) {
      if (now.has(name)) op.remove = [...(op.remove ?? []), name]
    } else if (now.isText(name) && typeof value === 'string') {
      if (now.value(name) === value) continue
      // As a string put over a text: what stands open in an editor goes on from there.
      const { text, base } = group.text(key, name)
      const client = group.freshClient(key, name)
      op.text = { ...op.text, [name]: { base, update: text.replace(value, client), clients: [client] } }
    } else if (!now.has(name) || !sameJson(now.value(name), value)) op.set = { ...op.set, [name]: value }
  }
  if (field === undefined && now.alive !== then.alive) {
    op.alive = then.alive
    op.made = (then.alive ? then : now).row.alive.made
  }
  return op.set || op.remove || op.text || op.alive !== undefined ? op : undefined
}
