/** Grants as the disk has them. All rows of an origin are read and written together. */
import { type GrantRow, type Store, startingWith, type WriteTransaction } from '../store/index.ts'
import { isKept } from './grant-rows.ts'

export async function rowsByOrigin(store: Store): Promise<Map<string, GrantRow[]>> {
  const byOrigin = new Map<string, GrantRow[]>()
  for (const row of await store.grants()) byOrigin.set(row.origin, [...(byOrigin.get(row.origin) ?? []), row])
  return byOrigin
}

/** Inside a transaction: another instance of the background may have changed them. */
export const rowsIn = (tx: WriteTransaction, origin: string): Promise<GrantRow[]> =>
  tx.objectStore('grants').getAll(startingWith([origin]))

/** @param also writes into the same transaction */
export async function writeRows(
  tx: WriteTransaction,
  origin: string,
  rows: readonly GrantRow[],
  also?: (tx: WriteTransaction) => Promise<unknown>,
): Promise<void> {
  const grants = tx.objectStore('grants')
  const changes: Promise<unknown>[] = [grants.delete(startingWith([origin]))]
  for (const row of rows) if (isKept(row)) changes.push(grants.put(row))
  if (also) changes.push(also(tx))
  await Promise.all(changes)
}
