/** What stands inside the objects of a backup. docs/FORMAT.md describes it; test/vectors/ holds examples of each. */
import { later, z } from './zod.ts'

export const formatName = 'allod-store'
export const formatVersion = 1

const id = later(() => z.string().regex(/^[A-Za-z0-9_-]{1,64}$/))
const digest = later(() => z.string().regex(/^[A-Za-z0-9_-]{43}$/))
const key = later(() => z.string().regex(/^[A-Za-z0-9_-]{43}$/))
const count = later(() => z.int().min(0))
const time = later(() => z.int().min(0))

/** The object `f`, plain: which store stands here, by whose words. `signed`: base64url of a signature and `markerSchema`. */
export const markerFile = later(() =>
  z.strictObject({
    format: z.literal(formatName),
    version: z.literal(formatVersion),
    signed: z.string().max(4096),
  }),
)
export const markerSchema = later(() => z.strictObject({ store: id, root: key }))

/** Inside a wrapped key. Sealed objects name their epoch in four bytes. */
export const epochSchema = later(() => z.strictObject({ space: id, epoch: z.int().min(0).max(0xffff_ffff), key }))

/** How far a device's log goes: the number and the digest of its last segment; 0 and '' before the first. */
const reachSchema = later(() => z.strictObject({ seq: count, hash: z.union([z.literal(''), digest]) }))
export type Reach = z.infer<typeof reachSchema>

/**
 * `box`: an age recipient; there is room for one that withstands quantum computers, which has 2,000 characters.
 * Of a removal: the last segment of the device that still counts, by number and digest, so that the device cannot put
 * another log in the place of that one.
 */
export const memberSchema = later(() =>
  z.discriminatedUnion('op', [
    z.strictObject({
      op: z.literal('add'),
      device: id,
      name: z.string().max(200),
      sign: key,
      box: z.string().max(4096),
      time,
    }),
    z.strictObject({ op: z.literal('remove'), device: id, ...reachSchema.shape, time }),
  ]),
)
export type MemberOp = z.infer<typeof memberSchema>

/** Here, and in first lines, members that a later version adds are passed over: an old device goes on beside a new one. */
export const headSchema = later(() =>
  z.object({
    /** Counts the heads of the device. */
    counter: z.int().min(1),
    ...reachSchema.shape,
    /** The snapshot that stands for everything up to one of its segments. */
    snapshot: z.strictObject({ n: z.int().min(1), hash: digest, ...z.strictObject({ seq: count }).shape }).nullable(),
    /** Device → the last of its heads that this one has seen. */
    seen: z.record(id, count),
    /** When it was made. Milliseconds since the epoch. */
    time,
    /** How many membership operations this device knows of: a server that holds one back is found out. */
    members: count.exactOptional(),
    /** The last one: the device has left the backup. What it has put there stays. */
    left: z.literal(true).exactOptional(),
  }),
)
export type HeadInfo = z.infer<typeof headSchema>

/** The first line of a segment. Commits follow, as in the export's commits.jsonl. */
export const segmentSchema = later(() =>
  z.object({
    seq: z.int().min(1),
    /** The digest of the segment before; '' for the first. */
    before: z.union([z.literal(''), digest]),
    commits: count,
    /** Origins whose access the owner has revoked, and when: what they were granted before ends on every device. */
    revoked: z.record(z.string().max(2048), time).exactOptional(),
  }),
)
export type SegmentInfo = z.infer<typeof segmentSchema>

/** The first line of a snapshot. Its first commits follow, and the rest stand in its parts. */
export const snapshotSchema = later(() =>
  z.object({
    n: z.int().min(1),
    /** Where the log of the device that made it goes on. */
    ...reachSchema.shape,
    /** Of other devices: what it holds of them. */
    vector: z.record(id, reachSchema),
    commits: count,
    parts: z.array(z.strictObject({ hash: digest, bytes: count, commits: count })),
    revoked: z.record(z.string().max(2048), time).exactOptional(),
  }),
)
export type SnapshotInfo = z.infer<typeof snapshotSchema>
