/** Whether a restored store reads as the one that it was made of. */
import type { Json } from '../protocol/api.ts'
import { isEqual, type LoadedRecord, type RecordKey, type Store } from '../store/index.ts'

const atOnce = 50
const maxExamples = 20

export interface Compared {
  /** Living ones. */
  records: number
  missing: number
  different: number
  examples: string[]
}

/** Of the personal space. What is written meanwhile is looked at again, and counts only if it still differs by more than that. */
export async function compareStores(
  ours: Store,
  copy: Store,
  signal: AbortSignal,
  progress: (done: number) => void,
): Promise<Compared> {
  const found: Compared = { records: 0, missing: 0, different: 0, examples: [] }
  const { space } = ours.identity
  let after: RecordKey | null = null
  for (let isEnd = false; !isEnd; ) {
    signal.throwIfAborted()
    const records: LoadedRecord[] = []
    isEnd = await ours.eachRecord(after, record => {
      const { row } = record
      after = [row.space, row.collection, row.id]
      if (row.space === space && record.alive) records.push(record)
      return records.length < atOnce
    })
    const there = await copy.getMany(records.map(({ row }) => [copy.identity.space, row.collection, row.id]))
    for (const [i, record] of records.entries()) compare(found, record, there[i])
    progress(found.records)
  }
  return found
}

function compare(found: Compared, ours: LoadedRecord, there: LoadedRecord | undefined): void {
  found.records++
  const isMissing = !there?.alive
  if (!isMissing && isEqual(valuesOf(ours), valuesOf(there))) return
  if (isMissing) found.missing++
  else found.different++
  if (found.examples.length < maxExamples) found.examples.push(`${ours.row.collection} / ${ours.row.id}`)
}

const valuesOf = (record: LoadedRecord): Json =>
  Object.fromEntries(
    record
      .fieldNames('*')
      .sort()
      .map(name => [name, record.value(name) as Json]),
  )
