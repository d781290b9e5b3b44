/** One atomic write, as the log keeps it and as devices will exchange it. A commit touches one space. */
import type { RecordFields } from '../protocol/record.ts'
import type { Stamp } from './stamp.ts'

export type Author = { site: string } | { owner: true }

/** An author as rows name it: a site's origin, or `owner`, which is no origin. */
export type Writer = string
export const writerOf = (author: Author): Writer => ('site' in author ? author.site : 'owner')

export interface Write {
  stamp: Stamp
  by: Writer
}

export interface Commit {
  /** 128 random bits, base64url. */
  id: string
  space: string
  device: string
  /** Counts up by one for each (device, space). */
  seq: number
  hlc: Stamp
  author: Author
  ops: Op[]
}

/**
 * What a commit does to one record. Fields are set or removed one by one, the last writer wins; whether the record is
 * alive is a register of its own, so that a late patch never revives what was deleted.
 */
export interface Op {
  collection: string
  id: string
  set?: RecordFields
  remove?: string[]
  alive?: boolean
  /** With `alive`: the write that made the record, when it was there before. Absent: this one. */
  made?: Write
  text?: Record<string, TextOp>
}

/** A Yjs update (v1) to the text that grew from the field's value of stamp `base` ('' where it never had one). */
interface TextOp {
  base: Stamp | ''
  update: Uint8Array
  /** The client ids that it uses in this text for the first time: they belong to its author from now on. */
  clients?: number[]
}
