import { useState } from 'preact/hooks'
import { i18n } from '#i18n'
import { browser } from '../../platform/browser.ts'
import type { AudienceView } from '../../protocol/owner.ts'
import { AudienceChoice } from '../audience.tsx'
import { hostOf } from '../words.ts'
import type { Dashboard } from './service.ts'
import { useAnswer } from './use-answer.ts'

/** Who may see that Allod is there, and in quiet mode the sites that may. */
export function Privacy({ dashboard }: { dashboard: Dashboard }) {
  const { answer: view, problem, look } = useAnswer(dashboard, '', ['audience'], service => service.audience())
  return (
    <div class="stack">
      {problem && (
        <p class="warning" role="alert">
          {problem}
        </p>
      )}
      {view && (
        <AudienceChoice
          view={view}
          choose={async chosen => {
            await dashboard.ask(service => service.setAudience(chosen))
            await look()
          }}
        />
      )}
      {view?.audience === 'quiet' && <Asking view={view} dashboard={dashboard} />}
    </div>
  )
}

function Asking({ view: { asking }, dashboard }: { view: AudienceView; dashboard: Dashboard }) {
  const [said, setSaid] = useState('')
  const [failure, setFailure] = useState('')
  const missing = asking.filter(({ isHeld }) => !isHeld)

  const hide = async (origin: string) => {
    setFailure('')
    try {
      await dashboard.ask(service => service.hideFrom(origin))
      setSaid(i18n.t('privacy.isHidden', { host: hostOf(origin) }))
    } catch (error) {
      setFailure((error as Error).message)
    }
  }
  /** Within the click. The background hears of what the browser has given, and does the rest. */
  const goOn = async () => {
    const isAllowed = await browser.permissions.request({ origins: missing.map(({ pattern }) => pattern) })
    setSaid(i18n.t(isAllowed ? 'privacy.mayAskAgain' : 'privacy.notLetIn'))
  }

  return (
    <section aria-labelledby="asking">
      <h2 id="asking">{i18n.t('privacy.asking')}</h2>
      <p class="soft" role="status">
        {said}
      </p>
      {failure && (
        <p class="warning" role="alert">
          {failure}
        </p>
      )}
      {asking.length === 0 && <p class="empty">{i18n.t('privacy.noSite')}</p>}
      {missing.length > 0 && (
        <p class="warning">
          {i18n.t('privacy.missing', { hosts: missing.map(({ origin }) => hostOf(origin)).join(', ') })}{' '}
          <button type="button" class="small" onClick={() => void goOn()}>
            {i18n.t('privacy.goOn')}
          </button>
        </p>
      )}
      {asking.map(({ origin }) => (
        <article key={origin} class="card line" aria-label={hostOf(origin)}>
          <span class="host">{hostOf(origin)}</span>
          <button type="button" class="small" onClick={() => void hide(origin)}>
            {i18n.t('privacy.hide', { host: hostOf(origin) })}
          </button>
        </article>
      ))}
    </section>
  )
}
