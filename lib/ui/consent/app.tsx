import { useEffect, useRef, useState } from 'preact/hooks'
import { i18n } from '#i18n'
import type { News } from '../../protocol/owner.ts'
import type { ConsentService, RequestView } from '../../protocol/sharing.ts'
import { connectOwner, type OwnerClient } from '../owner.ts'
import { Request } from './request.tsx'

/** One request at a time: who asks, for what, for how long. */
export function ConsentApp() {
  const client = useRef<OwnerClient<ConsentService> | undefined>(undefined)
  const [view, setView] = useState<RequestView | null | undefined>(undefined)
  const [isReached, setReached] = useState(false)

  useEffect(() => {
    document.title = i18n.t('consent.title')
    const look = async (news: News | null) => {
      if (news === 'records' || news === 'activity' || news === 'disk') return
      await Promise.resolve() // the client exists once this effect has run
      client.current?.ask(service => service.current()).then(setView, () => {}) // interrupted: it looks again when back
    }
    client.current = connectOwner<ConsentService>(look, setReached)
    addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') close()
    })
  }, [])

  return (
    <main>
      {view === undefined && <p class="window empty">{i18n.t('consent.lookingUp')}</p>}
      {view === null && <p class="window empty">{i18n.t('consent.nobodyAsks')}</p>}
      {view && client.current && (
        <Request key={view.id} view={view} isReached={isReached} client={client.current} next={setView} />
      )}
    </main>
  )
}
