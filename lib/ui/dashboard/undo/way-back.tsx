import { useEffect, useRef } from 'preact/hooks'
import { i18n } from '#i18n'

/** After an undo: take it back, or undo more. @param takeBack undefined: there is nothing to take back */
export function WayBack({ takeBack, again }: { takeBack: (() => void) | undefined; again(): void }) {
  const buttons = useRef<HTMLParagraphElement>(null)
  useEffect(() => buttons.current?.querySelector('button')?.focus(), [])
  return (
    <p class="buttons" ref={buttons}>
      {takeBack && (
        <button type="button" onClick={takeBack}>
          {i18n.t('undo.takeBack')}
        </button>
      )}
      <button type="button" onClick={again}>
        {i18n.t('undo.again')}
      </button>
    </p>
  )
}
