/** The owner's own writes. Nobody is asked; otherwise each is a commit like any other, on the disk before it resolves. */
import type { Amount } from '../protocol/caps.ts'
import { BrokerError } from '../protocol/errors.ts'
import { sameJson } from '../protocol/json.ts'
import type { RecordFields } from '../protocol/record.ts'
import type { Group, LoadedRecord, RecordKey } from '../store/index.ts'
import { OpBuilder } from './calls/op.ts'
import { isTextField, replaceText } from './calls/replace-text.ts'
import type { Context } from './context.ts'
import { createRecord } from './own-writes.ts'
import { negative, nothing, sizeOf, sum } from './quota.ts'

const owner = { owner: true } as const

export interface Edit {
  collection: string
  id: string
  /** What the owner had read: a text is compared with what it was then, and the changes are merged. */
  rev: string
  set: RecordFields
  remove: string[]
}

export class Edits {
  readonly #context: Context

  constructor(context: Context) {
    this.#context = context
  }

  /** @returns the new record's id */
  create(collection: string, fields: RecordFields): Promise<string> {
    return createRecord(this.#context.store, collection, fields)
  }

  /** Changes the named fields and leaves the others alone. */
  async edit({ collection, id, rev, set, remove }: Edit): Promise<void> {
    const key = this.#keyOf(collection, id)
    await this.#write(
      key,
      group => {
        const record = group.get(key)
        if (!record?.alive) throw new BrokerError('not_found', 'This record has been deleted meanwhile.')
        const base = group.base(key, rev)
        const op = new OpBuilder(key, record)
        for (const [name, value] of Object.entries(set)) {
          if (isTextField(this.#context, key, record, name)) replaceText(op, group, name, value, base)
          else if (!sameJson(value, record.value(name))) op.set(name, value)
        }
        for (const name of remove) if (record.has(name)) op.remove(name)
        op.keepAlive()
        return op
      },
      rev,
    )
  }

  async delete(collection: string, id: string): Promise<void> {
    const key = this.#keyOf(collection, id)
    await this.#writeWithRoom(key, (record, op) => {
      if (!record?.alive) return nothing
      op.deleteForNow()
      return negative(sizeOf(record))
    })
  }

  /** Takes a deletion back. */
  async restore(collection: string, id: string): Promise<void> {
    const key = this.#keyOf(collection, id)
    await this.#writeWithRoom(key, (record, op) => {
      if (!record) throw new BrokerError('not_found', 'There is nothing left to restore.')
      if (record.alive) return nothing
      op.restore()
      return sizeOf(record)
    })
  }

  /** Deletes those of the records that an origin made, as one commit; it gets its room back. @returns how many */
  deleteMade(origin: string, collection: string, ids: readonly string[]): Promise<number> {
    return this.#each(origin, collection, ids, (record, op) => {
      if (!record.alive) return nothing
      op.deleteForNow()
      return negative(sizeOf(record))
    })
  }

  /** Takes that back. */
  restoreMade(origin: string, collection: string, ids: readonly string[]): Promise<number> {
    return this.#each(origin, collection, ids, (record, op) => {
      if (record.alive) return nothing
      op.restore()
      return sizeOf(record)
    })
  }

  /** @param change what it does to a record that the origin made, and by how much that changes what it has stored */
  async #each(
    origin: string,
    collection: string,
    ids: readonly string[],
    change: (record: LoadedRecord, op: OpBuilder) => Amount,
  ): Promise<number> {
    const keys = [...new Set(ids)].map(id => this.#keyOf(collection, id))
    let growth = nothing
    const changed = await this.#context.store.write({
      space: this.#context.store.identity.space,
      author: owner,
      strict: true,
      keys,
      apply(group) {
        growth = nothing
        const ops = keys.flatMap(key => {
          const record = group.get(key)
          if (record?.madeBy !== origin) return []
          const op = new OpBuilder(key, record)
          growth = sum(growth, change(record, op))
          return op.isEmpty ? [] : op
        })
        OpBuilder.commit(ops, group, owner)
        return ops.length
      },
    })
    this.#context.room.take(origin, growth)
    return changed as number
  }

  #keyOf(collection: string, id: string): RecordKey {
    return [this.#context.store.identity.space, collection, id]
  }

  /** @param change what it does, and by how much that changes what the site that made the record has stored */
  async #writeWithRoom(
    key: RecordKey,
    change: (record: LoadedRecord | undefined, op: OpBuilder) => Amount,
  ): Promise<void> {
    let [by, growth] = ['', nothing]
    await this.#write(key, group => {
      const record = group.get(key)
      const op = new OpBuilder(key, record)
      growth = change(record, op)
      by = record?.madeBy ?? ''
      return op
    })
    if (URL.canParse(by)) this.#context.room.take(by, growth)
  }

  #write(key: RecordKey, build: (group: Group) => OpBuilder, rev?: string): Promise<unknown> {
    return this.#context.store.write({
      space: key[0],
      author: owner,
      strict: true,
      keys: [key],
      ...(rev === undefined ? {} : { bases: [{ key, rev, visible: () => '*' }] }),
      apply: group => OpBuilder.commit([build(group)], group, owner),
    })
  }
}
