/** Where an index says that records stand, in either direction. */
import type { Key } from '../../query/index.ts'
import type { Transaction } from '../schema.ts'

export type Place = { key: Key; id: string }

export async function placesUp(tx: Transaction, range: IDBKeyRange, count: number): Promise<Place[]> {
  return (await tx.objectStore('index').getAllKeys(range, count)).map(placeOf)
}

export async function placesDown(tx: Transaction, query: IDBKeyRange, count: number): Promise<Place[]> {
  const index = tx.objectStore('index')
  if (hasDirections()) {
    const options = { query, count, direction: 'prev' } as unknown as IDBKeyRange // which the types do not know yet
    return (await index.getAllKeys(options)).map(placeOf)
  }
  const found: Place[] = []
  let cursor = await index.openKeyCursor(query, 'prev')
  while (cursor) {
    found.push(placeOf(cursor.key))
    if (found.length === count) break
    cursor = await cursor.continue()
  }
  return found
}

/** Chromium 141 and later. Elsewhere each key is a step: https://w3c.github.io/IndexedDB/#dom-idbobjectstore-getallkeys */
const hasDirections = () => 'getAllRecords' in IDBObjectStore.prototype

const placeOf = ([, key, id]: readonly [number, unknown, string]): Place => ({ key: key as Key, id })

/** From last to first; among equal ones the other way round. */
export function byRuns(places: Place[]): Place[] {
  const ordered: Place[] = []
  let run: Place[] = []
  for (const place of places) {
    const [first] = run
    if (first && indexedDB.cmp(first.key, place.key) !== 0) {
      ordered.push(...run.reverse())
      run = []
    }
    run.push(place)
  }
  ordered.push(...run.reverse())
  return ordered
}
