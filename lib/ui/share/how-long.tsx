import { useId } from 'preact/hooks'
import type { Lifetime } from '../../protocol/api.ts'

export interface Lasting {
  lifetime: Lifetime
  /** What stands in the date field, in local time. */
  until: string
}

const choices: [Lifetime, string, string][] = [
  ['session', 'Only this time', 'until its last tab closes, at most 24 hours'],
  ['until', 'Until…', 'a date that you choose'],
  ['always', 'Always', 'until you revoke it'],
]

/** @returns the grant's end in milliseconds since the epoch, or what is wrong with the date */
export function lastingFrom({ lifetime, until }: Lasting): {
  lifetime: Lifetime
  expiresAt: number | null
  error: string
} {
  if (lifetime !== 'until') return { lifetime, expiresAt: null, error: '' }
  const expiresAt = until === '' ? Number.NaN : new Date(until).getTime()
  if (Number.isNaN(expiresAt)) return { lifetime, expiresAt: null, error: 'Choose the day on which the access ends.' }
  return { lifetime, expiresAt, error: expiresAt <= Date.now() ? 'This moment has passed already.' : '' }
}

interface HowLongProps {
  lasting: Lasting
  change(lasting: Lasting): void
  error: string
}

export function HowLong({ lasting, change, error }: HowLongProps) {
  const group = useId()
  return (
    <fieldset class="how-long">
      <legend>For how long</legend>
      {choices.map(([lifetime, name, hint]) => (
        <label key={lifetime}>
          <input
            type="radio"
            name={group}
            aria-label={name}
            checked={lasting.lifetime === lifetime}
            onChange={() => change({ lifetime, until: lasting.until || inAWeek() })}
          />
          <span>
            {name} <span class="soft">{hint}</span>
          </span>
        </label>
      ))}
      {lasting.lifetime === 'until' && (
        <>
          <input
            type="datetime-local"
            aria-label="End of the access"
            value={lasting.until}
            onInput={({ currentTarget }) => change({ ...lasting, until: currentTarget.value })}
          />
          {error && (
            <p class="warning" role="alert">
              {error}
            </p>
          )}
        </>
      )}
    </fieldset>
  )
}

const inAWeek = (): string => localTime(Date.now() + 7 * 86_400_000)

/** As a date field holds it. @param time milliseconds since the epoch */
export function localTime(time: number): string {
  const date = new Date(time)
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
