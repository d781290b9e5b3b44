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

export interface Comparing {
  ours: Store
  copy: Store
  /** The last row of our log that the copy can know of. */
  since: number
  signal: AbortSignal
}

/** Of the personal space. What has been written here since then does not count. */
export async function compareStores(
  { ours, copy, since, signal }: Comparing,
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
    for (const [i, record] of records.entries()) {
      found.records++
      const what = difference(record, there[i])
      if (what === null || (await isTouched(ours, record, since))) continue
      found[what]++
      const name = `${record.row.collection} / ${record.row.id}`
      if (found.examples.length < maxExamples) found.examples.push(name)
    }
    progress(found.records)
  }
  return found
}

function difference(ours: LoadedRecord, there: LoadedRecord | undefined): 'missing' | 'different' | null {
  if (!there?.alive) return 'missing'
  return isEqual(valuesOf(ours), valuesOf(there)) ? null : 'different'
}

async function isTouched(store: Store, { row }: LoadedRecord, since: number): Promise<boolean> {
  const found = await store.touchedSince(since, row.space, row.collection)
  return found === null || found.touched.some(({ id }) => id === row.id)
}

const valuesOf = (record: LoadedRecord): Json =>
  Object.fromEntries(
    record
      .fieldNames('*')
      .sort()
      .map(name => [name, record.value(name) as Json]),
  )
