import { i18n } from '#i18n'
import type { SiteAccess } from '../../../protocol/owner.ts'
import { Asking } from '../../asking.tsx'
import { hostOf } from '../../words.ts'
import { hashOf } from '../route.ts'
import type { Dashboard } from '../service.ts'
import { momentOf } from '../words.ts'
import { Pretended } from './pretended.tsx'
import type { Act } from './use-act.ts'
import type { ThrowAway } from './use-throw-away.ts'
import { Wrote } from './wrote.tsx'

interface GoneProps {
  dashboard: Dashboard
  site: SiteAccess
  act: Act
  throwAway: ThrowAway
}

/** A site whose access was revoked, until the owner has decided what becomes of what it wrote. */
export function Gone({ dashboard, site, act, throwAway }: GoneProps) {
  const { origin, revokedAt } = site
  const host = hostOf(origin)
  return (
    <article class="card" aria-label={host}>
      <div class="line">
        <h2 class="host">
          <a href={hashOf({ section: 'sites', origin })}>{host}</a>
        </h2>
        {revokedAt !== null && <span class="soft">{i18n.t('sites.revokedOn', { moment: momentOf(revokedAt) })}</span>}
      </div>
      <Asking
        site={site}
        letAskAgain={() => act(service => service.letAskAgain(origin), i18n.t('sites.mayAskAgain', { host }))}
      />
      <Pretended site={site} throwAway={throwAway} />
      {revokedAt !== null && <Wrote dashboard={dashboard} origin={origin} site={site} act={act} isOpen={false} />}
    </article>
  )
}
