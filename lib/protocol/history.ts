/** What happened to records, and taking it back: what the dashboard shows and does. */
import type { Json } from './api.ts'
import { isRecordId } from './record.ts'
import { collectionName, fieldName } from './scope.ts'
import { later, z } from './zod.ts'

const recordId = later(() => z.custom<string>(isRecordId, 'not a record’s id'))
const record = later(() => z.strictObject({ collection: collectionName, id: recordId }))
export type RecordName = z.infer<typeof record>
/** A place in the log of this device. */
const place = later(() => z.int().nonnegative())

/** What became of one field. Absent `before` or `after`: it was not there. Long values are cut; `isCut` says so. */
export interface FieldChange {
  name: string
  before?: Json
  after?: Json
  isText: boolean
  isCut: boolean
}

/** One write, or what one writer typed into texts without a pause. */
export interface HistoryEntry {
  /** Names the state of the record after it. */
  n: number
  /** Milliseconds since the epoch; `until`: where it went on for a while. */
  time: number
  until?: number
  /** A site's origin, or `owner`. */
  by: string
  /** On another device. */
  isElsewhere: boolean
  what: 'created' | 'changed' | 'deleted' | 'restored'
  fields: FieldChange[]
}

export const historySchema = later(() =>
  z.strictObject({
    ...record.shape,
    /** Where the part before ended; null at the beginning, which is the newest. */
    before: place.nullable(),
  }),
)
export type HistoryAsk = z.infer<typeof historySchema>
export interface HistoryView {
  /** The newest first. */
  entries: HistoryEntry[]
  /** Ask again with it for what is older; null at the end. */
  next: number | null
  /** At the end: whether there was more once, which is not kept any more. */
  isCut: boolean
}

export const versionSchema = later(() => z.strictObject({ ...record.shape, n: place }))
type VersionAsk = z.infer<typeof versionSchema>
/** A record as it stood after an entry of its history. */
export interface VersionView {
  isAlive: boolean
  fields: { name: string; value: Json; isText: boolean }[]
}

export const restoreVersionSchema = later(() =>
  z.strictObject({
    ...versionSchema.shape,
    /** This field alone; absent: the whole record. */
    field: fieldName.exactOptional(),
  }),
)
export type RestoreVersionAsk = z.infer<typeof restoreVersionSchema>

export interface HistoryService {
  history(ask: HistoryAsk): Promise<HistoryView>
  /** Null: it is not kept any more. */
  version(ask: VersionAsk): Promise<VersionView | null>
  /** A new write by the owner. @returns whether it changed anything. @throws not_found where it is not kept any more */
  restoreVersion(ask: RestoreVersionAsk): Promise<boolean>
  /** How long the history is kept. Days. */
  historyKept(): Promise<number>
  /** What is older goes with the next clean-up. */
  keepHistory(days: number): Promise<void>
}

/** How long it may be kept. Days. */
export const historyDays = [7, 30, 90, 365, 3650] as const
export const keepHistorySchema = later(() => z.union(historyDays.map(days => z.literal(days))))

/** So many records are planned or undone by one call. */
export const undoneAtOnce = 200

/** A site's origin, or `owner`: so an undo itself is taken back. */
const writer = later(() => z.string().max(2048))
export const undoStartSchema = later(() => z.strictObject({ by: writer, since: z.number() }))
type UndoStartAsk = z.infer<typeof undoStartSchema>
/** What was written later than `from` and not later than `upto` is to be undone. */
export interface UndoRange {
  from: number
  upto: number
  /** Milliseconds since the epoch, where the history has been let go in part: nothing older can be undone. */
  oldest: number | null
}

const range = { by: writer, from: place, upto: place }
export const undoTouchedSchema = later(() => z.strictObject({ ...range, after: place }))
export type UndoTouchedAsk = z.infer<typeof undoTouchedSchema>
export interface UndoTouched {
  /** Some may come again in a later part. */
  records: RecordName[]
  /** Ask again with it; null at the end. */
  next: number | null
}

export const undoSchema = later(() => z.strictObject({ ...range, records: z.array(record).max(undoneAtOnce) }))
export type UndoAsk = z.infer<typeof undoSchema>
/** What undoing means for one record. */
export interface UndoPlan extends RecordName {
  /** What a list calls it. */
  title: string
  /** `nothing`: what it wrote does not show any more. */
  does: 'delete' | 'restore' | 'change' | 'nothing'
  /** From what stands there to what it becomes. */
  fields: FieldChange[]
  /** What it wrote that others have changed since: it stays as it is. */
  kept: string[]
}

export interface UndoService {
  /** Where in the log a moment lies. */
  undoStart(ask: UndoStartAsk): Promise<UndoRange>
  /** The records that it wrote to, a part of the log at a time. */
  undoTouched(ask: UndoTouchedAsk): Promise<UndoTouched>
  undoPlan(ask: UndoAsk): Promise<UndoPlan[]>
  /** One new commit by the owner. @returns how many records it changed */
  undo(ask: UndoAsk): Promise<number>
}
