import { useState } from 'preact/hooks'
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
  const reach = isPretended ? 'Of an empty store of its own, and nothing of yours' : reachOf(scope, picked.length)
  return (
    <div class="line">
      <span>
        May {sentenceOf([scope])}{' '}
        <span class="soft">{[reach, lifetimeOf(lifetime, expiresAt), used?.(usedAt)].filter(Boolean).join(' · ')}</span>
      </span>
      {!isPretended && (
        <button type="button" class="small" aria-label={`Change access to ${scope.collection}`} onClick={edit}>
          {scope.records === 'picked' ? 'Share more…' : 'Change…'}
        </button>
      )}
    </div>
  )
}
