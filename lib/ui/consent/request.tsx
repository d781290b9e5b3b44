import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { i18n } from '#i18n'
import type { ConsentService, Decision, RequestView } from '../../protocol/sharing.ts'
import type { OwnerClient } from '../owner.ts'
import { HowLong, type Lasting, lastingFrom } from '../share/how-long.tsx'
import { firstOffer, scopeOf, sharesNothing } from '../share/share.ts'
import type { Browse } from '../share/use-ask.ts'
import { hostOf, lifetimeOf, offerOf } from '../words.ts'
import { AllowButton } from './allow.tsx'
import { OtherAnswers } from './other-answers.tsx'
import { useAwake } from './use-awake.ts'
import { What } from './what.tsx'
import { Who } from './who.tsx'

interface RequestProps {
  view: RequestView
  isReached: boolean
  client: OwnerClient<ConsentService>
  next(view: RequestView | null): void
}

export function Request({ view, isReached, client, next }: RequestProps) {
  const { id, nonce, origin, scopes, reason, waiting, collections, granted: before, mayPretend } = view
  const heading = useRef<HTMLHeadingElement>(null)
  const [shares, setShares] = useState(() => scopes.map(firstOffer))
  const [lasting, setLasting] = useState<Lasting>({ lifetime: 'session', until: '' })
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const isAwake = useAwake()
  const browse: Browse = useCallback(question => client.ask(service => question(service)), [client])

  // The heading, and not a button: nothing is decided by a key that was meant for the page.
  useEffect(() => heading.current?.focus(), [])

  const offers = scopes.flatMap(({ collection }, i) => {
    const share = shares[i]
    return share && !sharesNothing(share) ? { scope: scopeOf(collection, share), picked: share.picked.length } : []
  })
  const { error, ...end } = lastingFrom(lasting)
  const canAct = isReached && !isBusy
  const canAllow = canAct && isAwake && offers.length > 0 && !error

  const decide = async (decision: Decision) => {
    setBusy(true)
    setProblem('')
    try {
      next(await client.ask(service => service.decide(decision)))
    } catch (error) {
      setProblem((error as Error).message)
    }
    setBusy(false)
  }

  return (
    <div class="window" role="alertdialog" aria-labelledby="who" aria-describedby="what">
      <Who origin={origin} reason={reason} heading={heading} />
      <What
        scopes={scopes}
        collections={collections}
        before={before}
        shares={shares}
        change={setShares}
        browse={browse}
      />
      <HowLong lasting={lasting} change={setLasting} error={error} />
      <OtherAnswers
        host={hostOf(origin)}
        canPretend={canAct && isAwake && mayPretend && !error}
        mayPretend={mayPretend}
        canAct={canAct}
        answer={answer => void decide(answer === 'never' ? { answer, id, nonce } : { answer, id, nonce, ...end })}
      />
      <footer>
        <p id="sentence" role="status">
          {offers.length === 0
            ? i18n.t('consent.nothingTicked')
            : i18n.t('consent.sentence', {
                host: hostOf(origin),
                what: offerOf(offers),
                lifetime: lifetimeOf(end.lifetime, end.expiresAt),
              })}
        </p>
        {problem && (
          <p class="warning" role="alert">
            {problem}
          </p>
        )}
        {!isReached && (
          <p class="soft" role="status">
            {i18n.t('consent.connecting')}
          </p>
        )}
        <div class="buttons">
          {waiting > 0 && <span class="soft">{i18n.t('consent.queue', { count: waiting + 1 })}</span>}
          <button type="button" disabled={!canAct} onClick={() => void decide({ answer: 'deny', id, nonce })}>
            {i18n.t('consent.deny')}
          </button>
          <AllowButton disabled={!canAllow} allow={() => void decide({ answer: 'allow', id, nonce, shares, ...end })} />
        </div>
      </footer>
    </div>
  )
}
