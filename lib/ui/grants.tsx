import type { SiteAccess } from '../protocol/owner.ts'
import { lifetimeOf, reachOf, sentenceOf } from './words.ts'

/** What a site may do, in words. */
export function Grants({ grants, used }: { grants: SiteAccess['grants']; used?: (usedAt: number | null) => string }) {
  if (grants.length === 0) return null
  return (
    <ul class="grants">
      {grants.map(({ scope, lifetime, expiresAt, usedAt }) => (
        <li key={JSON.stringify([scope, lifetime, expiresAt])}>
          May {sentenceOf([scope])}
          <span class="soft">
            {[reachOf(scope), lifetimeOf(lifetime, expiresAt), used?.(usedAt)].filter(Boolean).join(' · ')}
          </span>
        </li>
      ))}
    </ul>
  )
}
