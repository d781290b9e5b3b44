/**
 * What happened to a record, the newest first. Its rows are a chain: each names the row of the log that made it, and
 * beside that stands the image of the one before. What only made a text longer stands with the text.
 */
import type { Write } from './commit.ts'
import { fromPlace, type Moment, placeOf } from './moment.ts'
import { applied, type Past, type Written } from './past.ts'
import { isMerged } from './past-texts.ts'
import { keyOf, type RecordKey, type Row } from './row.ts'
import type { TextRow } from './schema.ts'

/** One commit's doing. */
export interface PastEvent {
  place: number
  write: Write
  before: Row | undefined
  after: Row
  /** The moments before and after it. */
  was: Moment
  is: Moment
  /** The fields that it wrote. */
  fields: string[]
}

export class Events {
  /** Known at the end: there was more once, which is not kept. */
  isCut = false
  readonly #past: Past
  readonly #now: Row
  readonly #updates: readonly TextRow[]

  constructor(past: Past, now: Row, updates: readonly TextRow[]) {
    this.#past = past
    this.#now = now
    this.#updates = updates
  }

  /** @param below only what came before this place; null: everything */
  async *before(below: number | null): AsyncGenerator<PastEvent> {
    const past = this.#past
    const key = keyOf(this.#now)
    const byRow = Map.groupBy(this.#updates, ({ n }) => n)
    const texts = [...byRow.keys()].filter(n => n > past.compacted).sort((a, b) => a - b)
    let row: Row | undefined = await this.#start(below)
    for (;;) {
      const text = texts.at(-1) ?? 0
      const n = Math.max(row && row.n > past.compacted ? row.n : 0, text)
      if (n === 0) break
      if (text === n) texts.pop()
      const before: Row | undefined = row?.n === n ? await past.before(n, key) : row
      if (below === null || n <= fromPlace(below).n) {
        const isRow = row?.n === n
        const events = isRow ? inRow(n, key, before, await past.written(n, key)) : inTexts(n, row, byRow.get(n) ?? [])
        for (const event of events.reverse()) if (below === null || event.place < below) yield event
      }
      row = before
    }
    const first = row && (await firstOf(past, row))
    this.isCut = (row !== undefined && !first) || this.#updates.some(({ n, from = n }) => from <= past.compacted)
    if (this.#updates.some(isMerged)) this.isCut = true
    if (first && (below === null || first.place < below)) yield first
  }

  /** A part that ended with a change of the row itself goes on right there; else it is looked for from the newest on. */
  async #start(below: number | null): Promise<Row> {
    if (below === null) return this.#now
    const { n, k } = fromPlace(below)
    return (k === 0 ? await this.#past.before(n, keyOf(this.#now)) : undefined) ?? this.#now
  }
}

function inRow(n: number, key: RecordKey, before: Row | undefined, all: readonly Written[]): PastEvent[] {
  const events: PastEvent[] = []
  const stamps = new Set<string>()
  let row = before
  for (const [k, written] of all.entries()) {
    const was: Moment = { n, stamps: new Set(stamps) }
    stamps.add(written.write.stamp)
    const is: Moment = { n, stamps: new Set(stamps) }
    const after = applied(row, key, written)
    if (after) {
      events.push({
        place: placeOf(n, k),
        write: written.write,
        before: row,
        after,
        was,
        is,
        fields: fieldsOf(written),
      })
    }
    row = after
  }
  return events
}

const fieldsOf = ({ ops }: Written): string[] =>
  ops.flatMap(({ set, remove = [], text }) => [...Object.keys(set ?? {}), ...remove, ...Object.keys(text ?? {})])

/** Where texts alone were written to, the row stayed as it was. */
function inTexts(n: number, row: Row | undefined, updates: readonly TextRow[]): PastEvent[] {
  if (!row) return []
  const byStamp = Map.groupBy(
    updates.filter(update => !isMerged(update)),
    ({ stamp }) => stamp,
  )
  const stamps = new Set<string>()
  return [...byStamp].map(([stamp, rows], k) => {
    const was: Moment = { n, stamps: new Set(stamps) }
    stamps.add(stamp)
    const write: Write = { stamp, by: rows[0]?.by ?? '' }
    const fields = rows.map(({ field }) => field)
    return { place: placeOf(n, k), write, before: row, after: row, was, is: { n, stamps: new Set(stamps) }, fields }
  })
}

/** Of the log that is left of old times: one write that made the whole record as it stood then is its beginning. */
async function firstOf(past: Past, row: Row): Promise<PastEvent | undefined> {
  const { n, writes, at, fields, alive } = row
  if (n > past.compacted || Object.keys(at).some(name => !Object.hasOwn(fields, name))) return undefined
  const all = await past.written(n, keyOf(row))
  const k = all.findIndex(({ write, ops }) => write.stamp === alive.stamp && ops.some(op => op.alive && !op.made))
  const made = all[k]
  if (!made || writes.some(({ stamp }) => stamp !== alive.stamp)) return undefined
  const [was, is]: Moment[] = [
    { n: n - 1, stamps: null },
    { n, stamps: null },
  ]
  return (
    was &&
    is && { place: placeOf(n, k), write: made.write, before: undefined, after: row, was, is, fields: fieldsOf(made) }
  )
}
