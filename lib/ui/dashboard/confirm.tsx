import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { i18n } from '#i18n'

/** Asks once more before what cannot be taken back easily. Cancel has the focus, and Escape means it. */
export function Confirm({
  id,
  question,
  children,
  yes,
  isReady = true,
  confirm,
  cancel,
}: {
  id: string
  question: string
  children: ComponentChildren
  /** The name of the button that does it. */
  yes: string
  isReady?: boolean
  confirm(): void
  cancel(): void
}) {
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => button.current?.focus(), [])
  return (
    <div
      class="warning"
      role="alertdialog"
      aria-labelledby={id}
      aria-describedby={`${id}-what`}
      onKeyDown={({ key }) => key === 'Escape' && cancel()}
    >
      <p id={id}>
        <strong>{question}</strong>
      </p>
      <p id={`${id}-what`}>{children}</p>
      <p class="buttons">
        <button ref={button} type="button" onClick={cancel}>
          {i18n.t('dashboard.cancel')}
        </button>
        <button type="button" class="danger" disabled={!isReady} onClick={confirm}>
          {yes}
        </button>
      </p>
    </div>
  )
}
