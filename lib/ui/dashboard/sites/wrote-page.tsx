import { useEffect, useRef } from 'preact/hooks'
import { i18n } from '#i18n'
import type { SiteAccess } from '../../../protocol/owner.ts'
import { hostOf } from '../../words.ts'
import { hashOf } from '../route.ts'
import type { Dashboard } from '../service.ts'
import type { Act } from './use-act.ts'
import { Wrote } from './wrote.tsx'

/** One site's card, opened: what it wrote is counted at once. */
export function WrotePage({
  dashboard,
  origin,
  site,
  act,
}: {
  dashboard: Dashboard
  origin: string
  /** Undefined: nothing more is known of it. */
  site: SiteAccess | undefined
  act: Act
}) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const host = URL.canParse(origin) ? hostOf(origin) : origin
  return (
    <article class="card" aria-label={host}>
      <div class="line">
        <h2 class="host" ref={heading} tabIndex={-1}>
          {i18n.t('wrote.heading', { host })}
        </h2>
        <a class="button small" href={hashOf({ section: 'sites' })}>
          {i18n.t('dashboard.allSites')}
        </a>
      </div>
      <p class="soft">{origin}</p>
      <Wrote dashboard={dashboard} origin={origin} site={site} act={act} isOpen />
    </article>
  )
}
