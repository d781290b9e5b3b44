import { i18n } from '#i18n'
import type { SiteAccess } from '../protocol/owner.ts'
import { hostOf } from './words.ts'

/** Why a site may not ask at present, and an end to that. */
export function Asking({
  site: { origin, isNever, limitedUntil },
  letAskAgain,
}: {
  site: SiteAccess
  letAskAgain(origin: string): Promise<void>
}) {
  if (!isNever && limitedUntil === null) return null
  return (
    <p class="line">
      <span>{isNever ? i18n.t('asking.never') : i18n.t('asking.limited', { time: momentOf(limitedUntil ?? 0) })}</span>
      <button
        type="button"
        class="small"
        aria-label={i18n.t('asking.letAskHost', { host: hostOf(origin) })}
        onClick={() => void letAskAgain(origin)}
      >
        {i18n.t('asking.letAsk')}
      </button>
    </p>
  )
}

const momentOf = (time: number) => new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })
