import { useEffect, useRef, useState } from 'preact/hooks'
import { i18n } from '#i18n'
import { ArchiveSection } from '../archive/section.tsx'
import { Activity } from './activity/activity.tsx'
import { Backup } from './backup/backup.tsx'
import { Data } from './data/data.tsx'
import { HiddenData } from './data/hidden-data.tsx'
import { Disk } from './disk.tsx'
import { Privacy } from './privacy.tsx'
import { Reminder } from './reminder.tsx'
import { hashOf, type Route, useRoute } from './route.ts'
import { connectDashboard, type Dashboard } from './service.ts'
import { Sites } from './sites/sites.tsx'
import { Storage } from './storage.tsx'

const sections = ['data', 'sites', 'activity', 'privacy', 'storage', 'backup', 'archive'] as const
const names = {
  data: 'dashboard.data',
  sites: 'dashboard.sites',
  activity: 'dashboard.activity',
  privacy: 'dashboard.privacy',
  storage: 'dashboard.storage',
  backup: 'dashboard.backup',
  archive: 'dashboard.archive',
  hidden: 'dashboard.hidden',
} as const satisfies Record<Route['section'], string>

/** The owner's page. */
export function DashboardApp() {
  const [dashboard, setDashboard] = useState<Dashboard | null>(null)
  const [isReached, setReached] = useState(false)
  const route = useRoute()
  const heading = useRef<HTMLHeadingElement>(null)
  const shown = useRef(route.section)
  const name = i18n.t(names[route.section])

  useEffect(() => setDashboard(connectDashboard(setReached)), [])
  useEffect(() => {
    document.title = i18n.t('dashboard.title', { section: name, name: i18n.t('extension.name') })
    if (shown.current !== route.section) heading.current?.focus() // who cannot see it hears where this leads
    shown.current = route.section
  }, [route.section, name])

  return (
    <>
      <header class="top">
        <a href="#data" class="mark">
          {i18n.t('extension.name')}
        </a>
        <nav aria-label={i18n.t('dashboard.sections')}>
          {sections.map(section => (
            <a
              key={section}
              href={hashOf({ section })}
              {...(section === route.section ? { 'aria-current': 'page' as const } : {})}
            >
              {i18n.t(names[section])}
            </a>
          ))}
        </nav>
        {!isReached && (
          <span class="soft" role="status">
            {i18n.t('dashboard.connecting')}
          </span>
        )}
      </header>
      <main>
        <h1 ref={heading} tabIndex={-1}>
          {name}
        </h1>
        {dashboard && <Disk dashboard={dashboard} />}
        {dashboard && route.section !== 'backup' && <Reminder dashboard={dashboard} />}
        {dashboard && route.section === 'data' && <Data dashboard={dashboard} route={route} />}
        {dashboard && route.section === 'sites' && <Sites dashboard={dashboard} route={route} />}
        {dashboard && route.section === 'hidden' && (
          <HiddenData key={route.hidden} dashboard={dashboard} route={route} />
        )}
        {dashboard && route.section === 'activity' && <Activity dashboard={dashboard} origin={route.origin ?? null} />}
        {dashboard && route.section === 'privacy' && <Privacy dashboard={dashboard} />}
        {dashboard && route.section === 'storage' && <Storage dashboard={dashboard} />}
        {dashboard && (
          <div hidden={route.section !== 'backup'}>
            <Backup dashboard={dashboard} isShown={route.section === 'backup'} />
          </div>
        )}
        {dashboard && (
          // It stays when another section is shown: what it does may take a while.
          <div hidden={route.section !== 'archive'}>
            <ArchiveSection dashboard={dashboard} isShown={route.section === 'archive'} />
          </div>
        )}
      </main>
    </>
  )
}
