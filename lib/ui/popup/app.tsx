import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { i18n } from '#i18n'
import { browser } from '../../platform/browser.ts'
import type { BackupView } from '../../protocol/backup.ts'
import { type News, type PopupService, type SiteAccess, wantsToAsk } from '../../protocol/owner.ts'
import { DiskNotice } from '../disk-notice.tsx'
import type { AskSites } from '../grant-editor.tsx'
import { connectOwner, type OwnerClient } from '../owner.ts'
import { hostOf } from '../words.ts'
import { BackupLine } from './backup-line.tsx'
import { Hearing } from './hearing.tsx'
import { Site } from './site.tsx'

/** This site's access, and all sites'. It manages and revokes; it never asks for consent, because it closes on blur. */
export function PopupApp() {
  const client = useRef<OwnerClient<PopupService> | undefined>(undefined)
  const [sites, setSites] = useState<SiteAccess[]>()
  const [waiting, setWaiting] = useState(0)
  const [here, setHere] = useState<string | null>(null)
  const [wishes, setWishes] = useState(false)
  const [revoked, setRevoked] = useState<string>()
  const [problem, setProblem] = useState('')
  const [audienceNews, setAudienceNews] = useState(0)
  const [isDiskLow, setDiskLow] = useState(false)
  const [backup, setBackup] = useState<BackupView>()
  const [hasRecords, setHasRecords] = useState(false)

  useEffect(() => {
    document.title = i18n.t('extension.name')
    const look = async (news: News | null) => {
      if (news === 'records' || news === 'activity') return
      if (news === null || news === 'audience') setAudienceNews(count => count + 1)
      await Promise.resolve() // the client exists once this effect has run
      try {
        setSites(await client.current?.ask(service => service.sites()))
        setWaiting((await client.current?.ask(service => service.waiting())) ?? 0)
        setDiskLow((await client.current?.ask(service => service.isDiskLow())) ?? false)
        setBackup(await client.current?.ask(service => service.backup()))
        setHasRecords((await client.current?.ask(service => service.hasRecords())) ?? false)
      } catch {} // interrupted: it looks again when the background is back
    }
    client.current = connectOwner<PopupService>(look, () => {})
    void originHere().then(setHere)
    void wishesHere().then(setWishes)
  }, [])

  const ask: AskSites = useCallback(async question => {
    if (!client.current) throw new Error(i18n.t('access.connecting'))
    return client.current.ask(service => question(service))
  }, [])
  const act = async (question: Parameters<OwnerClient<PopupService>['ask']>[0]) => {
    setProblem('')
    try {
      await client.current?.ask(question)
    } catch (error) {
      setProblem((error as Error).message)
    }
  }
  const revoke = async (origin: string) => {
    await act(service => service.revoke(origin))
    setRevoked(origin)
  }
  const letAskAgain = (origin: string) => act(service => service.letAskAgain(origin))
  const dismissLapse = (origin: string) => act(service => service.dismissLapse(origin))
  const markSeen = (origin: string) => act(service => service.markSeen(origin))
  const siteActs = { ask, revoke, letAskAgain, dismissLapse, markSeen }
  const listed = sites?.filter(isListed)
  const mine = listed?.find(({ origin }) => origin === here)
  const others = listed?.filter(({ origin }) => origin !== here) ?? []
  const left = sites?.find(({ origin, revokedAt }) => origin === revoked && revokedAt !== null)

  return (
    <main>
      <h1>{i18n.t('extension.name')}</h1>
      {waiting > 0 && (
        <p class="warning" role="status">
          {i18n.t('popup.requestsWait', waiting, { count: waiting.toLocaleString() })}{' '}
          <button
            type="button"
            class="small"
            onClick={() => void client.current?.ask(service => service.showWaiting())}
          >
            {i18n.t('popup.showRequest')}
          </button>
        </p>
      )}
      {isDiskLow && <DiskNotice />}
      {problem && (
        <p class="warning" role="alert">
          {problem}
        </p>
      )}
      {left && (
        <p role="status">
          {i18n.t('popup.isRevoked')}{' '}
          <a {...leadingTo(`#sites/${encodeURIComponent(left.origin)}`)}>{i18n.t('popup.whatItWrote')}</a>
        </p>
      )}
      <section aria-labelledby="here">
        <h2 id="here">{i18n.t('popup.thisSite')}</h2>
        {here && wishes && <p role="status">{i18n.t('popup.wishes')}</p>}
        {mine ? (
          <Site site={mine} {...siteActs} />
        ) : (
          <p class="soft">{here ? i18n.t('popup.noAccess', { host: hostOf(here) }) : i18n.t('popup.cannotAsk')}</p>
        )}
        {here && <Hearing key={here} origin={here} client={client.current} news={audienceNews} />}
      </section>
      <section aria-labelledby="others">
        <h2 id="others">{i18n.t('popup.otherSites')}</h2>
        {sites && others.length === 0 && <p class="soft">{i18n.t('popup.noOtherSites')}</p>}
        {others.map(site => (
          <Site key={site.origin} site={site} {...siteActs} />
        ))}
      </section>
      <p>
        <a
          href={browser.runtime.getURL('dashboard.html')}
          target="_blank"
          rel="noreferrer"
          onClick={event => {
            event.preventDefault() // this way goes to the tab where it is open already
            void browser.runtime.openOptionsPage().then(() => close())
          }}
        >
          {i18n.t('popup.yourData')}
        </a>
      </p>
      {backup && <BackupLine view={backup} hasRecords={hasRecords} leadingTo={leadingTo} />}
    </main>
  )
}

/** Whether the page wanted to ask, although nobody had pressed anything there. */
async function wishesHere(): Promise<boolean> {
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true })
  return tab?.id !== undefined && (await browser.action.getBadgeText({ tabId: tab.id })) === wantsToAsk
}

/** What became of the others is the dashboard's to tell: whoever looks over a shoulder sees no more than what is open. */
const isListed = ({ grants, lapsed, isNever, limitedUntil, marked }: SiteAccess): boolean =>
  grants.length + lapsed.length > 0 || isNever || limitedUntil !== null || marked !== null

/** A link to a place in the dashboard, in a tab of its own; the popup goes. */
function leadingTo(hash: string) {
  const url = browser.runtime.getURL('dashboard.html') + hash
  return {
    href: url,
    onClick: (event: Event) => {
      event.preventDefault()
      void browser.tabs.create({ url }).then(() => close())
    },
  }
}

/** The origin of the tab that the popup was opened over. */
async function originHere(): Promise<string | null> {
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true })
  if (!tab?.url || !URL.canParse(tab.url)) return null
  const { origin, protocol } = new URL(tab.url)
  return protocol === 'https:' || protocol === 'http:' ? origin : null
}
