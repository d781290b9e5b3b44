import { i18n } from '#i18n'
import type { SiteAccess } from '../../protocol/owner.ts'
import { Asking } from '../asking.tsx'
import type { AskSites } from '../grant-editor.tsx'
import { Grants } from '../grants.tsx'
import { Mark } from '../mark.tsx'
import { hostOf } from '../words.ts'

export function Site({
  site,
  ask,
  revoke,
  dismissLapse,
  letAskAgain,
  markSeen,
}: {
  site: SiteAccess
  ask: AskSites
  revoke(origin: string): Promise<void>
  dismissLapse(origin: string): Promise<void>
  markSeen(origin: string): Promise<void>
  letAskAgain(origin: string): Promise<void>
}) {
  const { origin, grants, lapsed, marked } = site
  const host = hostOf(origin)
  return (
    <article aria-label={host}>
      <div class="line">
        <span class="host">{host}</span>
        {grants.length > 0 && (
          <button type="button" class="small danger" onClick={() => void revoke(origin)}>
            {i18n.t('popup.revoke', { host })}
          </button>
        )}
      </div>
      {marked && <Mark mark={marked} host={host} seen={() => markSeen(origin)} />}
      <Grants origin={origin} grants={grants} ask={ask} />
      {lapsed.length > 0 && (
        <p class="line">
          <span>
            {i18n.t('popup.hasLapsed')} <span class="soft">{lapsed.join(', ')}</span>
          </span>
          <button
            type="button"
            class="small"
            aria-label={i18n.t('popup.dismissFor', { host })}
            onClick={() => void dismissLapse(origin)}
          >
            {i18n.t('popup.dismiss')}
          </button>
        </p>
      )}
      <Asking site={site} letAskAgain={letAskAgain} />
    </article>
  )
}
