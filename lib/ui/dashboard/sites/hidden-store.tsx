import { useState } from 'preact/hooks'
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
        question={`Throw away the store that ${host} was given?`}
        yes="Throw it away now"
        confirm={() => {
          setAsking(false)
          throwAway(name, host)
        }}
        cancel={() => setAsking(false)}
      >
        All that the site wrote into it goes, with its history, and cannot be brought back. Its access to it ends.
      </Confirm>
    )
  }
  return (
    <p class="buttons">
      <a
        class="button small"
        href={hashOf({ section: 'hidden', hidden: name })}
        aria-label={`Look into it: the store of ${host}`}
      >
        Look into it
      </a>
      <button
        type="button"
        class="small danger"
        aria-label={`Throw it away: the store of ${host}`}
        onClick={() => setAsking(true)}
      >
        Throw it away…
      </button>
    </p>
  )
}
