import { useEffect, useRef, useState } from 'preact/hooks'
import { Data } from './data/data.tsx'
import { hashOf, type Route, useRoute } from './route.ts'
import { connectDashboard, type Dashboard } from './service.ts'
import { Sites } from './sites.tsx'
import { Storage } from './storage.tsx'

const sections: { section: Route['section']; name: string }[] = [
  { section: 'data', name: 'Data' },
  { section: 'sites', name: 'Sites' },
  { section: 'storage', name: 'Storage' },
  // PLACE FOR THE ARCHIVE: export and import (lib/ui/archive) are listed here, and shown below, once they exist.
]

/** The owner's page. */
export function DashboardApp() {
  const [dashboard, setDashboard] = useState<Dashboard | null>(null)
  const [isReached, setReached] = useState(false)
  const route = useRoute()
  const heading = useRef<HTMLHeadingElement>(null)
  const shown = useRef(route.section)
  const name = sections.find(({ section }) => section === route.section)?.name ?? ''

  useEffect(() => setDashboard(connectDashboard(setReached)), [])
  useEffect(() => {
    document.title = `${name} – Allod`
    if (shown.current !== route.section) heading.current?.focus() // who cannot see it hears where this leads
    shown.current = route.section
  }, [route.section, name])

  return (
    <>
      <header class="top">
        <a href="#data" class="mark">
          Allod
        </a>
        <nav aria-label="Sections">
          {sections.map(({ section, name }) => (
            <a
              key={section}
              href={hashOf({ section })}
              {...(section === route.section ? { 'aria-current': 'page' as const } : {})}
            >
              {name}
            </a>
          ))}
        </nav>
        {!isReached && (
          <span class="soft" role="status">
            Connecting to your store…
          </span>
        )}
      </header>
      <main>
        <h1 ref={heading} tabIndex={-1}>
          {name}
        </h1>
        {dashboard && route.section === 'data' && <Data dashboard={dashboard} route={route} />}
        {dashboard && route.section === 'sites' && <Sites dashboard={dashboard} />}
        {dashboard && route.section === 'storage' && <Storage dashboard={dashboard} />}
      </main>
    </>
  )
}
