import type { SiteAccess } from '../../protocol/owner.ts'
import { Asking } from '../asking.tsx'
import { Grants } from '../grants.tsx'
import { hostOf } from '../words.ts'

export function Site({
  site,
  revoke,
  dismissLapse,
  letAskAgain,
}: {
  site: SiteAccess
  revoke(origin: string): Promise<void>
  dismissLapse(origin: string): Promise<void>
  letAskAgain(origin: string): Promise<void>
}) {
  const { origin, grants, lapsed } = site
  const host = hostOf(origin)
  return (
    <article aria-label={host}>
      <div class="line">
        <span class="host">{host}</span>
        {grants.length > 0 && (
          <button type="button" class="small danger" onClick={() => void revoke(origin)}>
            Revoke {host}
          </button>
        )}
      </div>
      <Grants grants={grants} />
      {lapsed.length > 0 && (
        <p class="line">
          <span>
            Lapsed: unused for 90 days <span class="soft">{lapsed.join(', ')}</span>
          </span>
          <button
            type="button"
            class="small"
            aria-label={`Dismiss for ${host}`}
            onClick={() => void dismissLapse(origin)}
          >
            Dismiss
          </button>
        </p>
      )}
      <Asking site={site} letAskAgain={letAskAgain} />
    </article>
  )
}
