/** Several rows by one promise: with one for each, the promises cost more than the rows. */
import { unwrap } from 'idb'
import type { RecordKey, Row } from './row.ts'
import type { Transaction } from './schema.ts'

/**
 * From so many on it is tried whether they lie close together: with the first rows, and then by larger
 * parts: of no more than a query looks at together, since each row may be 1 MB.
 */
const many = 200
const [tried, swept] = [20, 256]
/** A row that is read on the way costs a fifth of one that is asked for by its key. */
const leastWanted = 1 / 5

/** In the order of the keys. */
export async function getRows(tx: Transaction, keys: readonly RecordKey[]): Promise<(Row | undefined)[]> {
  const store = unwrap(tx.objectStore('records')) as unknown as IDBObjectStore
  const [first] = keys
  if (!first || keys.length < many || !keys.every(key => isBeside(key, first))) return each(store, keys)
  const found = await sweep(store, keys)
  return keys.map(([, , id]) => found.get(id))
}

function each(store: IDBObjectStore, keys: readonly RecordKey[]): Promise<(Row | undefined)[]> {
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

const isBeside = ([space, collection]: RecordKey, [s, c]: RecordKey) => space === s && collection === c

/** Goes through the collection from the first to the last of them, as long as enough of what stands there is wanted. */
async function sweep(store: IDBObjectStore, keys: readonly RecordKey[]): Promise<Map<string, Row>> {
  const found = new Map<string, Row>()
  const wanted = new Set(keys.map(([, , id]) => id))
  const sorted = [...keys].sort(([, , a], [, , b]) => (a < b ? -1 : a > b ? 1 : 0)) // as IndexedDB does
  const last = sorted.at(-1) as RecordKey
  for (let [at, most] = [0, tried]; at < sorted.length; most = swept) {
    const rows = await some(store, IDBKeyRange.bound(sorted[at], last), most)
    const before = found.size
    for (const row of rows) if (wanted.has(row.id)) found.set(row.id, row)
    if (rows.length < most) break // all that stands there
    const { id } = rows.at(-1) as Row
    while (at < sorted.length && (sorted[at] as RecordKey)[2] <= id) at++
    if (found.size - before >= most * leastWanted) continue
    for (const row of await each(store, sorted.slice(at))) if (row) found.set(row.id, row)
    break
  }
  return found
}

function some(store: IDBObjectStore, range: IDBKeyRange, most: number): Promise<Row[]> {
  return new Promise((resolve, reject) => {
    const asking = store.getAll(range, most)
    asking.onsuccess = () => resolve(asking.result)
    asking.onerror = () => reject(asking.error)
  })
}
