/** Stores that stand in for the owner's, for sites that were given nothing and not told. */
import { later, z } from './zod.ts'

/** Names one: its site's origin, or its own id where no site of this device is known for it. */
export const hiddenName = later(() => z.string().min(1).max(2048))

export interface HiddenView {
  name: string
  /** Of the site that wrote into it; '' where nothing tells. */
  origin: string
  /** Whether it is that of a site of this device; else an import has brought it. */
  isKnown: boolean
}

export const throwAwaySchema = later(() =>
  z.strictObject({
    space: z.string().min(1).max(64),
    /** Where the slice before ended; null at the beginning. */
    at: z.strictObject({ step: z.int().min(0).max(10), n: z.int().min(0) }).nullable(),
  }),
)
export type ThrowAwayAsk = z.infer<typeof throwAwaySchema>

export interface HiddenService {
  hiddenStores(): Promise<HiddenView[]>
  /** Ends what the site may do in it, and forgets whose it was. @returns the store that is to be thrown away */
  forgetHidden(name: string): Promise<string>
  /** Throws a part of it away. @returns where to go on; null when nothing is left */
  throwAway(ask: ThrowAwayAsk): Promise<ThrowAwayAsk['at']>
}
