import { useState } from 'preact/hooks'
import { i18n } from '#i18n'
import { Confirm } from '../confirm.tsx'
import { hashOf } from '../route.ts'
import type { ThrowAway } from './use-throw-away.ts'

/** Two ways to deal with a store that stands in for the owner's: to look, and to throw it away. */
export function HiddenStore({ name, host, throwAway }: { name: string; host: string; throwAway: ThrowAway }) {
  const [isAsking, setAsking] = useState(false)
  if (isAsking) {
    return (
      <Confirm
        id={`throw-away-${name}`}
        question={i18n.t('hidden.throwAwayAsk', { host })}
        yes={i18n.t('hidden.throwAwayNow')}
        confirm={() => {
          setAsking(false)
          throwAway(name, host)
        }}
        cancel={() => setAsking(false)}
      >
        {i18n.t('hidden.throwAwayHint')}
      </Confirm>
    )
  }
  return (
    <p class="buttons">
      <a
        class="button small"
        href={hashOf({ section: 'hidden', hidden: name })}
        aria-label={i18n.t('hidden.lookOf', { host })}
      >
        {i18n.t('hidden.look')}
      </a>
      <button
        type="button"
        class="small danger"
        aria-label={i18n.t('hidden.throwAwayOf', { host })}
        onClick={() => setAsking(true)}
      >
        {i18n.t('hidden.throwAway')}
      </button>
    </p>
  )
}
