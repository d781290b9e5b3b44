/** What the owner writes. No grant is asked: it is their store. On the disk before it is acknowledged. */
import { randomId } from '../platform/random.ts'
import type { RecordFields } from '../protocol/record.ts'
import type { RecordKey, Store } from '../store/index.ts'
import { OpBuilder } from './calls/op.ts'

const author = { owner: true } as const

/** @returns the new record's id */
export async function createRecord(store: Store, collection: string, fields: RecordFields): Promise<string> {
  const key: RecordKey = [store.identity.space, collection, randomId()]
  await store.write({
    space: store.identity.space,
    author,
    strict: true,
    keys: [key],
    fresh: new Set([key]),
    apply: group => OpBuilder.commit([OpBuilder.create(key, undefined, fields)], group, author),
  })
  return key[2]
}
