import { type IDBPObjectStore, type StoreNames, unwrap } from 'idb'
import type { AllodDB } from './schema.ts'

/**
 * Puts without a promise for each: a group of writes puts thousands of rows, and what each of them would say the
 * transaction says for all. One that fails aborts it.
 */
export function putRow<Name extends StoreNames<AllodDB>>(
  store: IDBPObjectStore<AllodDB, StoreNames<AllodDB>[], Name, 'readwrite' | 'versionchange'>,
  row: AllodDB[Name]['value'],
  key?: IDBValidKey,
): void {
  ;(unwrap(store) as unknown as IDBObjectStore).put(row, key)
}

/** The same, but where there is one it fails, and says so before the transaction aborts. */
export function addRow<Name extends StoreNames<AllodDB>>(
  store: IDBPObjectStore<AllodDB, StoreNames<AllodDB>[], Name, 'readwrite' | 'versionchange'>,
  row: AllodDB[Name]['value'],
  isThere: () => void,
): void {
  const request = (unwrap(store) as unknown as IDBObjectStore).add(row)
  request.onerror = () => {
    if (request.error?.name === 'ConstraintError') isThere()
  }
}
