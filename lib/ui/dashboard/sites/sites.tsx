import { useEffect, useRef, useState } from 'preact/hooks'
import type { SiteAccess } from '../../protocol/owner.ts'
import { Grants } from '../grants.tsx'
import { hostOf } from '../words.ts'
import type { Dashboard } from './service.ts'
import { useAnswer } from './use-answer.ts'
import { countOf, momentOf } from './words.ts'

/** Who has access, since when it was last used, and an end to it. */
export function Sites({ dashboard }: { dashboard: Dashboard }) {
  const { answer: sites, problem } = useAnswer(dashboard, '', ['grants', 'records'], service => service.sites())
  const [failure, setFailure] = useState('')
  const [said, setSaid] = useState('')
  const act = async (question: Parameters<Dashboard['ask']>[0], done: string) => {
    setFailure('')
    try {
      await dashboard.ask(question)
      setSaid(done)
    } catch (error) {
      setFailure((error as Error).message)
    }
  }
  const withAccess = sites?.filter(({ grants }) => grants.length > 0) ?? []

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
      {sites === undefined && !problem && <p class="soft">Looking up the sites…</p>}
      {sites?.length === 0 && (
        <p class="empty">
          No site has access to your store. A site that works with Allod has a button of its own for it, such as
          “Connect”: press it there, and Allod asks you what the site may do.
        </p>
      )}
      {withAccess.length > 0 && (
        <RevokeAll
          count={withAccess.length}
          revoke={() => act(service => service.revokeAll(), 'All access was revoked.')}
        />
      )}
      {sites?.map(site => (
        <Site
          key={site.origin}
          site={site}
          revoke={() => act(service => service.revoke(site.origin), `${hostOf(site.origin)} has no access any more.`)}
          dismiss={() => act(service => service.dismissLapse(site.origin), 'Dismissed.')}
        />
      ))}
    </div>
  )
}

function Site({
  site: { origin, grants, lapsed },
  revoke,
  dismiss,
}: {
  site: SiteAccess
  revoke(): Promise<void>
  dismiss(): Promise<void>
}) {
  const host = hostOf(origin)
  return (
    <article class="card" aria-label={host}>
      <div class="line">
        <h2 class="host">{host}</h2>
        {grants.length > 0 && (
          <button type="button" class="small danger" onClick={() => void revoke()}>
            Revoke {host}
          </button>
        )}
      </div>
      <p class="soft">{origin}</p>
      <Grants grants={grants} used={usedAt => (usedAt === null ? 'Not used yet' : `Last used ${momentOf(usedAt)}`)} />
      {lapsed.length > 0 && (
        <p class="line">
          <span>
            Lapsed: unused for 90 days <span class="soft">{lapsed.join(', ')}</span>
          </span>
          <button type="button" class="small" aria-label={`Dismiss for ${host}`} onClick={() => void dismiss()}>
            Dismiss
          </button>
        </p>
      )}
    </article>
  )
}

function RevokeAll({ count, revoke }: { count: number; revoke(): Promise<void> }) {
  const [isAsking, setAsking] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const cancel = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (isAsking) cancel.current?.focus()
  }, [isAsking])
  const close = () => {
    setAsking(false)
    setTimeout(() => button.current?.focus())
  }
  if (!isAsking) {
    return (
      <div>
        <button ref={button} type="button" class="danger" onClick={() => setAsking(true)}>
          Revoke all sites
        </button>
      </div>
    )
  }
  return (
    <div
      class="warning"
      role="alertdialog"
      aria-labelledby="revoke-all"
      aria-describedby="revoke-all-what"
      onKeyDown={({ key }) => key === 'Escape' && close()}
    >
      <p id="revoke-all">
        <strong>Revoke the access of {count === 1 ? 'one site' : `all ${countOf(count, 'site')}`}?</strong>
      </p>
      <p id="revoke-all-what">
        It ends at once, in every tab. Your data stays. What a site has copied already cannot be called back.
      </p>
      <p class="buttons">
        <button ref={cancel} type="button" onClick={close}>
          Cancel
        </button>
        <button type="button" class="danger" onClick={() => void revoke()}>
          Revoke all now
        </button>
      </p>
    </div>
  )
}
