import { unwrap } from 'idb'
import type { RecordKey, Row } from './row.ts'
import type { Transaction } from './schema.ts'

/** Several rows by one promise: with one for each, the promises cost more than the rows. In the order of the keys. */
export function getRows(tx: Transaction, keys: readonly RecordKey[]): Promise<(Row | undefined)[]> {
  const store = unwrap(tx.objectStore('records')) as unknown as IDBObjectStore
  return new Promise((resolve, reject) => {
    const rows: (Row | undefined)[] = []
    let left = keys.length
    if (left === 0) resolve(rows)
    for (const [i, key] of keys.entries()) {
      const asking = store.get(key)
      asking.onsuccess = () => {
        rows[i] = asking.result
        if (--left === 0) resolve(rows)
      }
      asking.onerror = () => reject(asking.error)
    }
  })
}
