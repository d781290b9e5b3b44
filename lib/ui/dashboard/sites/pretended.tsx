import type { SiteAccess } from '../../../protocol/owner.ts'
import { hostOf } from '../../words.ts'
import { HiddenStore } from './hidden-store.tsx'
import type { ThrowAway } from './use-throw-away.ts'

/** What a site was given instead of the owner's store, where it was. */
export function Pretended({ site, throwAway }: { site: SiteAccess; throwAway: ThrowAway }) {
  const { origin, grants, hasHidden } = site
  if (!hasHidden) return null
  const pretended = grants.filter(({ isPretended }) => isPretended)
  const collections = [...new Set(pretended.map(({ scope }) => scope.collection))]
  return (
    <>
      <p>
        {pretended.length === 0
          ? 'It had an empty store of its own, which is still there.'
          : pretended.length === grants.length
            ? 'Sees an empty store of its own, and nothing of yours.'
            : `Of ${collections.join(', ')} it sees an empty store of its own, and nothing of yours.`}
      </p>
      <HiddenStore name={origin} host={hostOf(origin)} throwAway={throwAway} />
    </>
  )
}
