import type { SiteAccess } from '../../protocol/owner.ts'
import { hostOf, lifetimeOf, reachOf, sentenceOf } from '../words.ts'

export function Site({
  site: { origin, grants },
  revoke,
}: {
  site: SiteAccess
  revoke(origin: string): Promise<void>
}) {
  const host = hostOf(origin)
  return (
    <article aria-label={host}>
      <div class="line">
        <span class="host">{host}</span>
        <button type="button" class="small danger" onClick={() => void revoke(origin)}>
          Revoke {host}
        </button>
      </div>
      <ul>
        {grants.map(({ scope, lifetime, expiresAt }) => (
          <li key={JSON.stringify([scope, lifetime, expiresAt])}>
            May {sentenceOf([scope])}
            <span class="soft">
              {reachOf(scope)} · {lifetimeOf(lifetime, expiresAt)}
            </span>
          </li>
        ))}
      </ul>
    </article>
  )
}
