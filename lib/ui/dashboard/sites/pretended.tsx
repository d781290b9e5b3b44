import { i18n } from '#i18n'
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
          ? i18n.t('hidden.isLeft')
          : pretended.length === grants.length
            ? i18n.t('hidden.allIsHidden')
            : i18n.t('hidden.someIsHidden', { collections: collections.join(', ') })}
      </p>
      <HiddenStore name={origin} host={hostOf(origin)} throwAway={throwAway} />
    </>
  )
}
