/**
 * This profile takes another device's name: a copy of it, or a later state of it, writes under the one that it had. What
 * it has written so far is from now on another device's, and is known as such when it comes back from there.
 */
import { foreignName } from './group.ts'
import { handled } from './handled.ts'
import type { Database, Head, Identity, LogRow } from './schema.ts'

/** Rows of the log that are looked at by one transaction. */
const atOnce = 500

export async function disownSlice(db: Database, device: string, after: number): Promise<{ n: number; isEnd: boolean }> {
  const tx = handled(db.transaction('log', 'readwrite', { durability: 'relaxed' }))
  const rows = await tx.store.getAll(IDBKeyRange.lowerBound(after, true), atOnce)
  const puts = rows.flatMap(row => {
    const named = disowned(row, device)
    return named ? [tx.store.put(named)] : []
  })
  await Promise.all([...puts, tx.done])
  return { n: rows.at(-1)?.n ?? after, isEnd: rows.length < atOnce }
}

function disowned(row: LogRow, device: string): LogRow | null {
  const own = row.commits.filter(commit => commit.device === device).map(foreignName)
  const { foreign = [] } = row
  const fresh = own.filter(name => !foreign.includes(name))
  return fresh.length > 0 ? { ...row, foreign: [...foreign, ...fresh] } : null
}

/** Numbers begin anew; whoever decided anything before is asked again. */
export async function takeName(db: Database, device: string): Promise<void> {
  const tx = handled(db.transaction('meta', 'readwrite', { durability: 'strict' }))
  const identity = (await tx.store.get('identity')) as Identity
  const head = (await tx.store.get('head')) as Head
  await Promise.all([
    tx.store.put({ ...identity, device }, 'identity'),
    tx.store.put({ ...head, epoch: head.epoch + 1, seqs: {} }, 'head'),
    tx.done,
  ])
}
