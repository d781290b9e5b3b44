import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { i18n } from '#i18n'

/** One step of several. Its heading takes the focus: who cannot see the page hears where they are. */
export function StepFrame({
  id,
  heading,
  count,
  children,
}: {
  id: string
  heading: string
  count?: { step: number; all: number }
  children: ComponentChildren
}) {
  const ref = useRef<HTMLHeadingElement>(null)
  useEffect(() => ref.current?.focus(), [id])
  return (
    <section aria-labelledby={id} class="card step">
      <h2 id={id} ref={ref} tabIndex={-1}>
        {heading}
      </h2>
      {count && <p class="soft">{i18n.t('backup.step', { step: String(count.step), all: String(count.all) })}</p>}
      {children}
    </section>
  )
}
