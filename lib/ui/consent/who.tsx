import type { RefObject } from 'preact'
import { i18n } from '#i18n'
import { mixesScripts, unicodeHost } from '../unicode.ts'
import { hostOf } from '../words.ts'

/** The origin whole and in ASCII; how it reads in its own script comes second. */
export function Who({
  origin,
  reason,
  heading,
}: {
  origin: string
  reason: string
  heading: RefObject<HTMLHeadingElement | null>
}) {
  const host = hostOf(origin)
  const unicode = unicodeHost(host)
  return (
    <header>
      <h1 id="who" ref={heading} tabIndex={-1}>
        <span class="host">{origin}</span> {i18n.t('consent.asks')}
      </h1>
      {unicode && <p class="soft">{i18n.t('consent.unicodeName', { name: unicode })}</p>}
      {mixesScripts(host) && <p class="warning">{i18n.t('consent.mixedScripts')}</p>}
      {reason && (
        <figure>
          <figcaption class="soft">{i18n.t('consent.siteSays')}</figcaption>
          <blockquote>{reason}</blockquote>
        </figure>
      )}
    </header>
  )
}
