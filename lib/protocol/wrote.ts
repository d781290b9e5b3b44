/** What a site wrote, as the dashboard looks at it, exports it and deletes it: a slice at a time. */
import { isRecordId } from './record.ts'
import { collectionName } from './scope.ts'
import { later, z } from './zod.ts'

/** So many records are deleted or restored by one commit. */
export const maxAtOnce = 1_000

const recordId = later(() => z.custom<string>(isRecordId, 'not a record’s id'))
export const anyOrigin = later(() => z.string().max(2048))

export const wroteSchema = later(() =>
  z.strictObject({
    origin: anyOrigin,
    collection: collectionName,
    /** Where the slice before ended; null at the beginning. */
    after: recordId.nullable(),
  }),
)
export type WroteAsk = z.infer<typeof wroteSchema>

interface WroteSlice {
  /** How many records it has looked at, whoever made them. */
  seen: number
  /** Ask again with it for what follows; null at the end. */
  next: string | null
}

export const takeSchema = later(() =>
  z.strictObject({
    origin: anyOrigin,
    collection: collectionName,
    ids: z.array(recordId).max(maxAtOnce),
  }),
)
type TakeAsk = z.infer<typeof takeSchema>

export interface WroteService {
  /** The records that an origin made. */
  wrote(ask: WroteAsk): Promise<WroteSlice & { ids: string[] }>
  /** The same as JSON Lines. */
  wroteLines(ask: WroteAsk): Promise<WroteSlice & { text: string; records: number }>
  /** Deletes those of the records that the origin made. @returns how many they were */
  removeMade(ask: TakeAsk): Promise<number>
  /** Takes `removeMade` back. @returns how many are back */
  restoreMade(ask: TakeAsk): Promise<number>
  /** The owner has decided what becomes of it. */
  settleWrote(origin: string): Promise<void>
}
