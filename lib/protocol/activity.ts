/** What sites did and what was decided about them, as the dashboard lists and exports it. */
import { later, z } from './zod.ts'

/**
 * `request`, `read`, `write`, `refusal`, `release`: the site's doing. `decision`, `change`, `revoke`: the owner's, about
 * the site. `end`: access that ended by itself.
 */
export const activityKinds = [
  'request',
  'decision',
  'read',
  'write',
  'refusal',
  'change',
  'revoke',
  'release',
  'end',
] as const
export type ActivityKind = (typeof activityKinds)[number]

/** One site's doings of one kind within one group of calls, or what the owner decided about it. */
export interface ActivityEntry {
  origin: string
  what: ActivityKind
  collection?: string
  /** Of a read: how many records. Of a refusal: how many calls. */
  count?: number
  /** Of a write: how many records. */
  created?: number
  updated?: number
  deleted?: number
  /** Which fields were read or written. */
  fields?: string[] | '*'
  /** There were more of them than are kept. */
  more?: true
  /** What was decided, or why it was refused, in a word. */
  outcome?: string
  /** What was asked or decided, in words; of a read, how it was made. */
  detail?: string
  /** The site's own words for its request. */
  reason?: string
}

/** One entry, with the place and time of its row. */
export interface ActivityLine extends ActivityEntry {
  /** Of the row: the larger, the later. */
  n: number
  /** Of the entry within its row. */
  i: number
  /** Milliseconds since the epoch; `until`: where the same went on for a while. */
  time: number
  until?: number
}

export const activitySchema = later(() =>
  z.strictObject({
    /** Where the slice before ended; null at the beginning, which is the newest. */
    before: z.int().positive().nullable(),
    /** One site's alone; null: all. */
    origin: z.string().max(2048).nullable(),
    /** One kind alone; null: all. */
    what: z.enum(activityKinds).nullable(),
    /** What stands somewhere in an entry, in capitals or not; '' takes every one. */
    text: z.string().max(1000),
  }),
)
export type ActivityAsk = z.infer<typeof activitySchema>

export interface ActivitySlice {
  /** The newest first. */
  lines: ActivityLine[]
  /** Ask again with it for what is older; null at the end. */
  next: number | null
  /** How many rows it has looked at. */
  seen: number
}

/** How long activity may be kept. Days. */
export const daysKept = [7, 30, 90, 365] as const
export const keepSchema = later(() => z.union(daysKept.map(days => z.literal(days))))

export interface ActivityService {
  activity(ask: ActivityAsk): Promise<ActivitySlice>
  /** How long it is kept, and how many rows at most. */
  activityKept(): Promise<{ days: number; rows: number }>
  /** What is older goes at once. */
  keepActivity(days: number): Promise<void>
}
