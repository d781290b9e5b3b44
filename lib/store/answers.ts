/** Answers of writes, kept for calls that come again. */
import { handled } from './handled.ts'
import type { PendingWrite } from './queue.ts'
import type { Database, StoredAnswer } from './schema.ts'

/** Milliseconds. */
const kept = 24 * 3_600_000

/** The answers that were stored for a document's writes. */
export async function answersOf(db: Database, document: string): Promise<StoredAnswer[]> {
  const rows = await db.getAllFromIndex('answers', 'document', document)
  return rows.flatMap(row => row.answers)
}

export async function dropOldAnswers(db: Database, now: number): Promise<void> {
  const tx = handled(db.transaction('answers', 'readwrite'))
  const old = await tx.store.index('time').getAllKeys(IDBKeyRange.upperBound(now - kept))
  await Promise.all([...old.map(key => tx.store.delete(key)), tx.done])
}

/** The same writes, but calls that another instance has carried out meanwhile are answered as there. */
export async function answeredMeanwhile(db: Database, writes: PendingWrite[]): Promise<PendingWrite[]> {
  return Promise.all(
    writes.map(async write => {
      const { call } = write
      const answers = call ? await answersOf(db, call.document) : []
      const answer = answers.find(({ n, hash }) => n === call?.n && hash === call.hash)
      if (!answer) return write
      const { call: _stored, noted: _there, ...rest } = write
      return { ...rest, apply: () => answer.value }
    }),
  )
}
