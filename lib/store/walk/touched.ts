import type { Transaction } from '../schema.ts'

/** Further behind than this, looking at everything again costs less than the log. */
const maxRows = 1_000

/** What was written in a collection after a row of the log; null where that is too much. */
export async function touchedIds(
  tx: Transaction,
  from: number,
  space: string,
  collection: string,
): Promise<string[] | null> {
  const log = await tx.objectStore('log').getAll(IDBKeyRange.lowerBound(from, true), maxRows + 1)
  if (log.length > maxRows) return null
  const ids = new Set<string>()
  for (const { commits } of log) {
    for (const commit of commits) {
      if (commit.space !== space) continue
      for (const op of commit.ops) if (op.collection === collection) ids.add(op.id)
    }
  }
  return [...ids]
}
