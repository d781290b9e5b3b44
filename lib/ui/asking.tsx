import type { SiteAccess } from '../protocol/owner.ts'
import { hostOf } from './words.ts'

/** Why a site may not ask at present, and an end to that. */
export function Asking({
  site: { origin, isNever, limitedUntil },
  letAskAgain,
}: {
  site: SiteAccess
  letAskAgain(origin: string): Promise<void>
}) {
  if (!isNever && limitedUntil === null) return null
  return (
    <p class="line">
      <span>
        {isNever
          ? 'You said: never ask again.'
          : `Sent away too often; it may ask again from ${momentOf(limitedUntil ?? 0)}.`}
      </span>
      <button
        type="button"
        class="small"
        aria-label={`Let it ask again: ${hostOf(origin)}`}
        onClick={() => void letAskAgain(origin)}
      >
        Let it ask again
      </button>
    </p>
  )
}

const momentOf = (time: number) => new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })
