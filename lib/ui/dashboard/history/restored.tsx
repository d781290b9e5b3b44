import type { RefObject } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { i18n } from '#i18n'

interface RestoredProps {
  said: string
  undo: (() => Promise<unknown>) | undefined
  isBusy: boolean
  /** Where the keyboard stands when the button has gone. */
  focusAfter: RefObject<HTMLElement | null>
}

/** What came of restoring, and a way back. */
export function Restored({ said, undo, isBusy, focusAfter }: RestoredProps) {
  const button = useRef<HTMLButtonElement>(null)
  const isOffered = undo !== undefined
  useEffect(() => {
    if (isOffered) button.current?.focus()
  }, [isOffered])
  return (
    <div role="status">
      {said && (
        <p class="notice line">
          <span>{said}</span>
          {undo && (
            <button
              ref={button}
              type="button"
              class="small primary"
              disabled={isBusy}
              onClick={() => {
                focusAfter.current?.focus()
                void undo()
              }}
            >
              {i18n.t('dashboard.undo')}
            </button>
          )}
        </p>
      )}
    </div>
  )
}
