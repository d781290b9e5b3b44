import { useCallback } from 'preact/hooks'
import { i18n } from '#i18n'
import type { SiteAccess } from '../../../protocol/owner.ts'
import type { AskSites } from '../../grant-editor.tsx'
import type { Route } from '../route.ts'
import type { Dashboard } from '../service.ts'
import { UndoPage } from '../undo/undo-page.tsx'
import { useAnswer } from '../use-answer.ts'
import { Gone } from './gone.tsx'
import { OtherStores } from './other-stores.tsx'
import { RevokeAll } from './revoke-all.tsx'
import { Site } from './site.tsx'
import { useAct } from './use-act.ts'
import { useThrowAway } from './use-throw-away.ts'
import { WrotePage } from './wrote-page.tsx'

/** Who has access, since when it was last used, and an end to it; and what became of those who had it. */
export function Sites({ dashboard, route }: { dashboard: Dashboard; route: Route & { section: 'sites' } }) {
  const { origin, isUndo = false } = route
  const { answer: sites, problem } = useAnswer(dashboard, '', ['grants', 'records'], service => service.sites())
  const { act, failure, said } = useAct(dashboard)
  const { throwAway, space } = useThrowAway(act)
  const ask: AskSites = useCallback(question => dashboard.ask(service => question(service)), [dashboard])
  const withAccess = sites?.filter(({ grants }) => grants.length > 0) ?? []
  const gone = sites?.filter(isGone) ?? []
  const others = sites?.filter(site => !isGone(site)) ?? []

  return (
    <div class="stack">
      {(failure || problem) && (
        <p class="warning" role="alert">
          {failure || problem}
        </p>
      )}
      <p class="soft" role="status">
        {said}
      </p>
      {sites === undefined && !problem && <p class="soft">{i18n.t('sites.lookingUp')}</p>}
      {origin !== undefined && isUndo && <UndoPage key={origin} dashboard={dashboard} origin={origin} />}
      {sites && origin !== undefined && !isUndo && (
        <WrotePage
          key={origin}
          dashboard={dashboard}
          origin={origin}
          site={sites.find(site => site.origin === origin)}
          act={act}
        />
      )}
      {sites && origin === undefined && (
        <>
          {withAccess.length === 0 && <p class="empty">{i18n.t('sites.none')}</p>}
          {withAccess.length > 0 && (
            <RevokeAll
              count={withAccess.length}
              revoke={() => act(service => service.revokeAll(), i18n.t('sites.allRevoked'))}
            />
          )}
          {others.map(site => (
            <Site key={site.origin} site={site} ask={ask} act={act} throwAway={throwAway} />
          ))}
          {gone.length > 0 && <h2 class="apart">{i18n.t('sites.noAccess')}</h2>}
          {gone.map(site => (
            <Gone key={site.origin} dashboard={dashboard} site={site} act={act} throwAway={throwAway} />
          ))}
          <OtherStores dashboard={dashboard} going={space} throwAway={throwAway} />
        </>
      )}
    </div>
  )
}

/** Its access was revoked, or nothing but its empty store is left of it. */
function isGone({ grants, lapsed, isNever, limitedUntil, revokedAt, hasHidden }: SiteAccess): boolean {
  if (grants.length > 0) return false
  return revokedAt !== null || (hasHidden && lapsed.length === 0 && !isNever && limitedUntil === null)
}
