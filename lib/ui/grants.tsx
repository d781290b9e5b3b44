import { useState } from 'preact/hooks'
import { i18n } from '#i18n'
import type { PartView } from '../protocol/owner.ts'
import { type AskSites, GrantEditor } from './grant-editor.tsx'
import { lifetimeOf, reachOf, sentenceOf } from './words.ts'

interface GrantsProps {
  origin: string
  grants: readonly PartView[]
  ask: AskSites
  used?: (usedAt: number | null) => string
}

/** What a site may do, in words, and each part of it to be changed. */
export function Grants({ origin, grants, ask, used }: GrantsProps) {
  const [edited, setEdited] = useState<string | null>(null)
  if (grants.length === 0) return null
  return (
    <ul class="grants">
      {grants.map(part => (
        <li key={part.name}>
          {edited === part.name ? (
            <GrantEditor origin={origin} part={part} ask={ask} close={() => setEdited(null)} />
          ) : (
            <Part part={part} used={used} edit={() => setEdited(part.name)} />
          )}
        </li>
      ))}
    </ul>
  )
}

function Part({ part, used, edit }: { part: PartView; used: GrantsProps['used']; edit(): void }) {
  const { scope, picked, lifetime, expiresAt, usedAt, isPretended } = part
  const reach = isPretended ? i18n.t('access.pretended') : reachOf(scope, picked.length)
  return (
    <div class="line">
      <span>
        {i18n.t('access.may', { what: sentenceOf([scope]) })}{' '}
        <span class="soft">{[reach, lifetimeOf(lifetime, expiresAt), used?.(usedAt)].filter(Boolean).join(' · ')}</span>
      </span>
      {!isPretended && (
        <button
          type="button"
          class="small"
          aria-label={i18n.t('access.change', { collection: scope.collection })}
          onClick={edit}
        >
          {i18n.t(scope.records === 'picked' ? 'access.shareMore' : 'access.changeShort')}
        </button>
      )}
    </div>
  )
}
