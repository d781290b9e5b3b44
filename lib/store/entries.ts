/** The history of a record, as its owner reads it: a part at a time, the newest first. */
import type { FieldChange, HistoryEntry, HistoryView } from '../protocol/history.ts'
import { Events, type PastEvent } from './events.ts'
import { type FieldState, fieldChange } from './field-change.ts'
import type { Moment } from './moment.ts'
import type { Past } from './past.ts'
import { PastTexts, updatesOfRecord } from './past-texts.ts'
import { isText, type RecordKey, type Row, writeOf } from './row.ts'
import { timeOf } from './stamp.ts'

/** A part ends after so many entries, after so many events, or after so many characters of values. */
const maxEntries = 50
const maxEvents = 2_000
const maxSize = 256_000

/** What one writer types into texts without a longer pause is one entry. Milliseconds. */
const pause = 60_000

export async function historyOf(
  past: Past,
  key: RecordKey,
  before: number | null,
  device: string,
): Promise<HistoryView> {
  const row = await past.row(key)
  if (!row) return { entries: [], next: null, isCut: false }
  const updates = await updatesOfRecord(past.tx, key)
  const events = new Events(past, row, updates)
  const groups: PastEvent[][] = []
  let seen = 0
  let isWhole = true
  for await (const event of events.before(before)) {
    const last = groups.at(-1)
    const goesOn =
      last !== undefined && isTyping(event) && last.every(isTyping) && areOne(event, last.at(-1) as PastEvent)
    if (!goesOn && (groups.length >= maxEntries || seen >= maxEvents)) {
      isWhole = false
      break
    }
    if (goesOn) last.push(event)
    else groups.push([event])
    seen++
  }
  const texts = new PastTexts(updates)
  // The oldest first: texts are read forwards.
  const read = groups.reverse().map(group => entryOf(group.reverse(), texts, device))
  const entries: HistoryEntry[] = []
  let next: number | null = null
  let size = 0
  for (const [i, entry] of read.reverse().entries()) {
    if (size > maxSize) {
      isWhole = false
      break
    }
    next = groups[groups.length - 1 - i]?.[0]?.place ?? null
    if (!entry) continue
    entries.push(entry)
    size += sizeOf(entry.fields)
  }
  return { entries, next: isWhole ? null : next, isCut: isWhole && events.isCut }
}

const sizeOf = (fields: readonly FieldChange[]): number => JSON.stringify(fields).length

/** Nothing but a text has become another. */
function isTyping({ before, after, fields }: PastEvent): boolean {
  return (
    before?.alive.value === after.alive.value &&
    fields.length > 0 &&
    fields.every(field => isText(after, field) && writeOf(before, field)?.stamp === writeOf(after, field)?.stamp)
  )
}

function areOne(older: PastEvent, newer: PastEvent): boolean {
  const [a, b] = [older.write, newer.write]
  return (
    a.by === b.by && a.stamp.slice(16) === b.stamp.slice(16) && Math.abs(timeOf(b.stamp) - timeOf(a.stamp)) <= pause
  )
}

/** @param events of one entry, the oldest first. Undefined where nothing has become another */
function entryOf(events: readonly PastEvent[], texts: PastTexts, device: string): HistoryEntry | undefined {
  const [first, last] = [events[0] as PastEvent, events.at(-1) as PastEvent]
  const names = [...new Set(events.flatMap(({ fields }) => fields))]
  const before = names.map(name => stateOf(first.before, name, first.was, texts))
  const fields = names.flatMap(
    (name, i) => fieldChange(name, before[i], stateOf(last.after, name, last.is, texts)) ?? [],
  )
  const what = whatOf(first.before, last)
  if (what === 'changed' && fields.length === 0) return undefined
  const [time, until] = [timeOf(first.write.stamp), timeOf(last.write.stamp)].sort((a, b) => a - b) as [number, number]
  return {
    n: last.place,
    time,
    ...(until > time ? { until } : {}),
    by: last.write.by,
    isElsewhere: last.write.stamp.slice(16) !== device,
    what,
    fields,
  }
}

function whatOf(before: Row | undefined, { after, write }: PastEvent): HistoryEntry['what'] {
  const wasAlive = before?.alive.value ?? false
  if (wasAlive === after.alive.value) return 'changed'
  if (!after.alive.value) return 'deleted'
  return after.alive.made.stamp === write.stamp ? 'created' : 'restored'
}

function stateOf(row: Row | undefined, name: string, at: Moment, texts: PastTexts): FieldState | undefined {
  if (!row) return undefined
  if (isText(row, name)) return { value: texts.read(row, name, at) ?? '', isText: true }
  const value = Object.hasOwn(row.fields, name) ? row.fields[name] : undefined
  return value === undefined ? undefined : { value, isText: false }
}
