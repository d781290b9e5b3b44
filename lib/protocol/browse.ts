/** How our own pages look through the owner's records. */
import { hiddenName } from './hidden.ts'
import { isRecordId } from './record.ts'
import { collectionName, fieldName } from './scope.ts'
import { later, z } from './zod.ts'

/** Who wrote something: a site's origin, or `owner`. When: milliseconds since the epoch. */
export interface WrittenView {
  by: string
  time: number
}

/** A record's place in a list. */
export interface Entry {
  id: string
  /** Of its last write: the larger, the later. */
  order: number
}

const recordId = later(() => z.custom<string>(isRecordId, 'not a record’s id'))

/** A store that stands in for the owner's, which the dashboard alone may look into; absent: the owner's. */
const hidden = hiddenName.optional()

export const sliceSchema = later(() =>
  z.strictObject({
    collection: collectionName,
    /** What stands somewhere in a field's value, in capitals or not; '' takes every record. */
    text: z.string().max(1000),
    /** Where the slice before ended; null at the beginning. */
    after: recordId.nullable(),
    hidden,
  }),
)
export type SliceAsk = z.infer<typeof sliceSchema>
export interface SliceView {
  entries: Entry[]
  /** Ask again with it for what follows; null at the end. */
  next: string | null
  /** How many records it has looked at. */
  seen: number
  /** The place in the log at which it looked. */
  at: number
}

export const linesSchema = later(() =>
  z.strictObject({
    collection: collectionName,
    ids: z.array(recordId).max(500),
    /** Only these fields, for who is to see what a site would see. */
    fields: z.union([z.literal('*'), z.array(fieldName)]).default('*'),
    hidden,
  }),
)
type LinesAsk = z.input<typeof linesSchema>
/** What a list shows of a record. */
export interface Line {
  id: string
  title: string
  /** Its other fields, shortened. */
  rest: string
  last: WrittenView
}

/** Lists of records, a slice at a time. */
export interface BrowseService {
  /** A part of a collection, or of what a search finds in it, in the order of ids. */
  slice(ask: SliceAsk): Promise<SliceView>
  /** Those of the records that are there. */
  lines(ask: LinesAsk): Promise<Line[]>
}
