import { useEffect, useRef, useState } from 'preact/hooks'
import type { ConsentService, News, RequestView, Verb } from '../../protocol/owner.ts'
import { connectOwner, type OwnerClient } from '../owner.ts'
import { hostOf, lifetimeOf, sentenceOf } from '../words.ts'
import { AllowButton } from './allow.tsx'
import { HowLong, type Lasting, lastingFrom } from './how-long.tsx'
import { useAwake } from './use-awake.ts'
import { What } from './what.tsx'
import { Who } from './who.tsx'

/** One request at a time: who asks, for what, for how long. */
export function ConsentApp() {
  const client = useRef<OwnerClient<ConsentService> | undefined>(undefined)
  const [view, setView] = useState<RequestView | null | undefined>(undefined)
  const [isReached, setReached] = useState(false)

  useEffect(() => {
    const look = async (news: News | null) => {
      if (news === 'records') return
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
      {view === undefined && <p class="window empty">Looking up the request…</p>}
      {view === null && <p class="window empty">No site is asking for anything.</p>}
      {view && <Request key={view.id} view={view} isReached={isReached} client={client.current} next={setView} />}
    </main>
  )
}

interface RequestProps {
  view: RequestView
  isReached: boolean
  client: OwnerClient<ConsentService> | undefined
  next(view: RequestView | null): void
}

function Request({ view, isReached, client, next }: RequestProps) {
  const { id, nonce, origin, scopes, reason, waiting, counts, granted: before } = view
  const heading = useRef<HTMLHeadingElement>(null)
  const [access, setAccess] = useState<Verb[][]>(() =>
    scopes.map(scope => scope.access.filter(verb => verb !== 'delete')),
  )
  const [lasting, setLasting] = useState<Lasting>({ lifetime: 'session', until: '' })
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const isAwake = useAwake()

  // The heading, and not a button: nothing is decided by a key that was meant for the page.
  useEffect(() => heading.current?.focus(), [])

  const granted = scopes
    .map((scope, i) => ({ ...scope, access: access[i] ?? [] }))
    .filter(({ access }) => access.length > 0)
  const { lifetime, expiresAt, error } = lastingFrom(lasting)
  const canAllow = isAwake && isReached && !isBusy && granted.length > 0 && !error

  const decide = async (allow: boolean) => {
    setBusy(true)
    setProblem('')
    try {
      const decision = allow ? { allow, id, nonce, access, lifetime, expiresAt } : { allow, id, nonce }
      next((await client?.ask(service => service.decide(decision as Parameters<ConsentService['decide']>[0]))) ?? null)
    } catch (error) {
      setProblem((error as Error).message)
    }
    setBusy(false)
  }

  return (
    <div class="window" role="alertdialog" aria-labelledby="who" aria-describedby="what">
      <Who origin={origin} reason={reason} heading={heading} />
      <What scopes={scopes} counts={counts} before={before} access={access} change={setAccess} />
      <HowLong lasting={lasting} change={setLasting} error={error} />
      <footer>
        <p id="sentence" role="status">
          {granted.length === 0
            ? 'Nothing is ticked: there is nothing to allow.'
            : `Allow ${hostOf(origin)} to ${sentenceOf(granted)}. ${lifetimeOf(lifetime, expiresAt)}.`}
        </p>
        {problem && (
          <p class="warning" role="alert">
            {problem}
          </p>
        )}
        {!isReached && (
          <p class="soft" role="status">
            Connecting to your store…
          </p>
        )}
        <div class="buttons">
          {waiting > 0 && <span class="soft">1 of {waiting + 1}</span>}
          <button type="button" disabled={!isReached || isBusy} onClick={() => void decide(false)}>
            Deny
          </button>
          <AllowButton disabled={!canAllow} allow={() => void decide(true)} />
        </div>
      </footer>
    </div>
  )
}
