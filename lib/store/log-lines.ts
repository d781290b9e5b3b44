/** Parts of the log as lines, for the backup. Small ones: a transaction that reads holds up those that write. */
import type { Commit, Op } from './commit.ts'
import { stillCounting } from './compact-commit.ts'
import { handled } from './handled.ts'
import { commitLine } from './lines.ts'
import type { RecordKey, Row } from './row.ts'
import type { Database, Transaction } from './schema.ts'

/** One part ends after so many rows of the log, or so many characters. */
const maxRows = 200
const maxLength = 256 * 1024
/** One row holds up to 2,000 commits. So few at a time ask for their records: what a site asks for waits behind these. */
const atOnce = 50

export interface LogChoice {
  /** Which commits, and what the space is called in the lines. */
  space: string
  as: string
  /** `all`: those that other devices made and that came from the backup as well. */
  which: 'own' | 'all'
  /** Without what later writes have replaced. */
  isCompact: boolean
}

export interface LogPart {
  lines: string
  commits: number
  /** How many there were before what was replaced was left out. */
  seen: number
  /** The last row that was looked at. */
  n: number
}

/** From after a row on, up to another; `n` reaches `upto` when nothing is left. */
export async function readLog(db: Database, after: number, upto: number, choice: LogChoice): Promise<LogPart> {
  const { space, as, which, isCompact } = choice
  const part: LogPart = { lines: '', commits: 0, seen: 0, n: Math.max(after, upto) }
  if (after >= upto) return part
  const tx = handled(db.transaction(['log', 'records'], 'readonly')) as unknown as Transaction
  let rows = 0
  let cursor = await tx.objectStore('log').openCursor(IDBKeyRange.bound(after, upto, true))
  for (; cursor; cursor = await cursor.continue()) {
    const row = cursor.value
    if (which === 'all' || !row.pulled) {
      const mine = row.commits.filter(commit => commit.space === space)
      part.seen += mine.length
      for (let i = 0; i < mine.length; i += atOnce) {
        const some = mine.slice(i, i + atOnce)
        const counting = isCompact ? await compacted(tx, some) : some
        for (const commit of counting) part.lines += commitLine(row, { ...commit, space: as })
        part.commits += counting.length
      }
    }
    rows++
    if (rows < maxRows && part.lines.length < maxLength) continue
    part.n = row.n
    return part
  }
  return part
}

async function compacted(tx: Transaction, commits: readonly Commit[]): Promise<Commit[]> {
  const keyOf = ({ space }: Commit, { collection, id }: Op): RecordKey => [space, collection, id]
  const keys = new Map(
    commits.flatMap(commit => commit.ops.map(op => [JSON.stringify(keyOf(commit, op)), keyOf(commit, op)])),
  )
  const rows = await Promise.all([...keys.values()].map(key => tx.objectStore('records').get(key)))
  const known = new Map<string, Row | undefined>([...keys.keys()].map((name, i) => [name, rows[i]]))
  return commits.flatMap(commit => stillCounting(commit, op => known.get(JSON.stringify(keyOf(commit, op)))) ?? [])
}
