import { i18n } from '#i18n'
import type { SiteAccess } from '../../../protocol/owner.ts'
import { Asking } from '../../asking.tsx'
import type { AskSites } from '../../grant-editor.tsx'
import { Grants } from '../../grants.tsx'
import { Mark } from '../../mark.tsx'
import { hostOf } from '../../words.ts'
import { hashOf } from '../route.ts'
import { UndoLink } from '../undo/undo-link.tsx'
import { momentOf } from '../words.ts'
import { Caps } from './caps.tsx'
import { Pretended } from './pretended.tsx'
import type { Act } from './use-act.ts'
import type { ThrowAway } from './use-throw-away.ts'

/** A site that has access, or that waits for a word of the owner's. */
export function Site({
  site,
  ask,
  act,
  throwAway,
}: {
  site: SiteAccess
  ask: AskSites
  act: Act
  throwAway: ThrowAway
}) {
  const { origin, grants, lapsed, marked, used } = site
  const hasWritten = grants.length > 0 || lapsed.length > 0 || used.records > 0 // or may have
  const host = hostOf(origin)
  return (
    <article class="card" aria-label={host}>
      <div class="line">
        <h2 class="host">{host}</h2>
        {grants.length > 0 && (
          <button
            type="button"
            class="small danger"
            onClick={() => void act(service => service.revoke(origin), i18n.t('sites.isRevoked', { host }))}
          >
            {i18n.t('sites.revoke', { host })}
          </button>
        )}
      </div>
      <p class="soft">
        {origin} · <a href={hashOf({ section: 'activity', origin })}>{i18n.t('sites.whatItDid')}</a>
      </p>
      {marked && (
        <Mark mark={marked} host={host} seen={() => act(service => service.markSeen(origin), i18n.t('sites.seen'))} />
      )}
      <Grants
        origin={origin}
        grants={grants}
        ask={ask}
        used={usedAt =>
          usedAt === null ? i18n.t('sites.notUsed') : i18n.t('sites.lastUsed', { moment: momentOf(usedAt) })
        }
      />
      {lapsed.length > 0 && (
        <p class="line">
          <span>
            {i18n.t('sites.lapsed')} <span class="soft">{lapsed.join(', ')}</span>
          </span>
          <button
            type="button"
            class="small"
            aria-label={i18n.t('sites.dismissFor', { host })}
            onClick={() => void act(service => service.dismissLapse(origin), i18n.t('sites.dismissed'))}
          >
            {i18n.t('dashboard.dismiss')}
          </button>
        </p>
      )}
      <Asking
        site={site}
        letAskAgain={() => act(service => service.letAskAgain(origin), i18n.t('sites.mayAskAgain', { host }))}
      />
      <Pretended site={site} throwAway={throwAway} />
      <Caps site={site} act={act} />
      {hasWritten && (
        <p class="buttons">
          <a
            class="button small"
            href={hashOf({ section: 'sites', origin })}
            aria-label={i18n.t('sites.whatItWroteOf', { host })}
          >
            {i18n.t('sites.whatItWrote')}
          </a>
          <UndoLink origin={origin} />
        </p>
      )}
    </article>
  )
}
