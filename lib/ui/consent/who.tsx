import type { RefObject } from 'preact'
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
        <span class="host">{origin}</span> asks for access to your store
      </h1>
      {unicode && <p class="soft">Its name reads “{unicode}”.</p>}
      {mixesScripts(host) && (
        <p class="warning">This name mixes letters of several scripts, as names do that imitate others.</p>
      )}
      {reason && (
        <figure>
          <figcaption class="soft">The site says:</figcaption>
          <blockquote>{reason}</blockquote>
        </figure>
      )}
    </header>
  )
}
