/** Brings the indexes up to what a transaction changes, in that transaction. */
import type { Row } from '../row.ts'
import type { Head, IndexRow, WriteTransaction } from '../schema.ts'
import type { KnownIndexes } from './known.ts'
import { indexKey } from './rows.ts'

interface Change {
  before: Row | undefined
  after: Row | undefined
}

export async function updateIndexes(
  tx: WriteTransaction,
  known: KnownIndexes,
  head: Head,
  changes: readonly Change[],
): Promise<void> {
  const places = Map.groupBy(changes, change => `${rowOf(change).space} ${rowOf(change).collection}`)
  for (const changed of places.values()) {
    const { space, collection } = rowOf(changed[0] as Change)
    const indexes = await known.of(tx, head, space, collection)
    await Promise.all(changed.flatMap(change => indexes.flatMap(index => move(tx, index, change))))
  }
}

const rowOf = ({ before, after }: Change): Row => (after ?? before) as Row

function move(tx: WriteTransaction, { no, path }: IndexRow, change: Change): Promise<unknown>[] {
  const was = indexKey(change.before, path)
  const is = indexKey(change.after, path)
  if (was && is && indexedDB.cmp(was, is) === 0) return []
  const store = tx.objectStore('index')
  const { id } = rowOf(change)
  return [
    ...(was ? [store.delete([no, was as IDBValidKey, id])] : []),
    ...(is ? [store.put(0, [no, is as IDBValidKey, id])] : []),
  ]
}
