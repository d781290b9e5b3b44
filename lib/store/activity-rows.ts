/** Activity as it stands on the disk: read from the newest on, and let go from the oldest on. */
import { handled } from './handled.ts'
import type { ActivityRow, Database } from './schema.ts'

/** How many rows go in one transaction. */
const slice = 1_000

/** The newest first, from below `before` on, until `visit` answers false. @returns whether it came to the end */
export async function eachActivity(
  db: Database,
  before: number | null,
  visit: (row: ActivityRow) => boolean,
): Promise<boolean> {
  const range = before === null ? null : IDBKeyRange.upperBound(before, true)
  const { store } = handled(db.transaction('activity', 'readonly'))
  let cursor = await store.openCursor(range, 'prev')
  while (cursor) {
    if (!visit(cursor.value)) return false
    cursor = await cursor.continue()
  }
  return true
}

/** Lets go of what is older than `oldest`, and of the oldest beyond `most` rows: a slice at a time, for others wait. */
export async function pruneActivity(db: Database, oldest: number, most: number): Promise<void> {
  while (await pruneSlice(db, oldest, most)) {}
}

/** @returns whether there may be more to let go of */
async function pruneSlice(db: Database, oldest: number, most: number): Promise<boolean> {
  const tx = handled(db.transaction('activity', 'readwrite', { durability: 'relaxed' }))
  const last = (await tx.store.openKeyCursor(null, 'prev'))?.primaryKey ?? 0
  const [old, beyond] = await Promise.all([
    tx.store.index('time').getAllKeys(IDBKeyRange.upperBound(oldest, true), slice),
    // They are numbered without a gap, but for what has gone by its age.
    last > most ? tx.store.getAllKeys(IDBKeyRange.upperBound(last - most), slice) : [],
  ])
  const keys = new Set([...old, ...beyond])
  await Promise.all([...keys].map(key => tx.store.delete(key)))
  await tx.done
  return old.length === slice || beyond.length === slice
}
