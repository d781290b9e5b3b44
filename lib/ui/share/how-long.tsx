import { useId } from 'preact/hooks'
import { i18n } from '#i18n'
import type { Lifetime } from '../../protocol/api.ts'

export interface Lasting {
  lifetime: Lifetime
  /** What stands in the date field, in local time. */
  until: string
}

const choices = [
  ['session', 'share.session', 'share.sessionHint'],
  ['until', 'share.until', 'share.untilHint'],
  ['always', 'share.always', 'share.alwaysHint'],
] as const

/** @returns the grant's end in milliseconds since the epoch, or what is wrong with the date */
export function lastingFrom({ lifetime, until }: Lasting): {
  lifetime: Lifetime
  expiresAt: number | null
  error: string
} {
  if (lifetime !== 'until') return { lifetime, expiresAt: null, error: '' }
  const expiresAt = until === '' ? Number.NaN : new Date(until).getTime()
  if (Number.isNaN(expiresAt)) return { lifetime, expiresAt: null, error: i18n.t('share.chooseEnd') }
  return { lifetime, expiresAt, error: expiresAt <= Date.now() ? i18n.t('share.endHasPassed') : '' }
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
      <legend>{i18n.t('share.howLong')}</legend>
      {choices.map(([lifetime, name, hint]) => (
        <label key={lifetime}>
          <input
            type="radio"
            name={group}
            aria-label={i18n.t(name)}
            checked={lasting.lifetime === lifetime}
            onChange={() => change({ lifetime, until: lasting.until || inAWeek() })}
          />
          <span>
            {i18n.t(name)} <span class="soft">{i18n.t(hint)}</span>
          </span>
        </label>
      ))}
      {lasting.lifetime === 'until' && (
        <>
          <input
            type="datetime-local"
            aria-label={i18n.t('share.end')}
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
