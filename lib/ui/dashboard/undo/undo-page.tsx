import { useEffect, useRef } from 'preact/hooks'
import { i18n } from '#i18n'
import { hostOf } from '../../words.ts'
import { hashOf } from '../route.ts'
import type { Dashboard } from '../service.ts'
import { Preview } from './preview.tsx'
import { SinceForm } from './since-form.tsx'
import { UndoProgress } from './undo-progress.tsx'
import { useUndo } from './use-undo.ts'
import { WayBack } from './way-back.tsx'

/** Takes back what one site did since a moment, whether it has access or not. What others changed since stays. */
export function UndoPage({ dashboard, origin }: { dashboard: Dashboard; origin: string }) {
  const { plan, undone, progress, outcome, look, undo, takeBack, stop, forget } = useUndo(dashboard, origin)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const host = URL.canParse(origin) ? hostOf(origin) : origin
  /** Where the keyboard stands when the button goes that was pressed. */
  const stand = () => heading.current?.focus()
  const isBusy = progress !== undefined
  const isLeft = plan?.records.some(({ does }) => does !== 'nothing') ?? false

  return (
    <article class="card undo" aria-label={host}>
      <div class="line">
        <h2 class="host" ref={heading} tabIndex={-1}>
          {i18n.t('undo.heading', { host })}
        </h2>
        <a class="button small" href={hashOf({ section: 'sites' })}>
          {i18n.t('dashboard.allSites')}
        </a>
      </div>
      <p class="soft">{i18n.t('undo.hint')}</p>
      {!plan && !undone && <SinceForm isBusy={isBusy} look={since => void look(since)} />}
      {plan && <Preview dashboard={dashboard} by={origin} plan={plan} />}
      {progress && (
        <UndoProgress
          progress={progress}
          stop={() => {
            stand()
            stop()
          }}
        />
      )}
      <p class={outcome?.isError ? 'warning' : 'soft'} role={outcome?.isError ? 'alert' : 'status'}>
        {outcome?.words}
      </p>
      {plan && (
        <p class="buttons">
          <button
            type="button"
            disabled={isBusy}
            onClick={() => {
              stand()
              forget()
            }}
          >
            {i18n.t('dashboard.cancel')}
          </button>
          {isLeft && (
            <button
              type="button"
              class="primary"
              disabled={isBusy}
              onClick={() => {
                stand()
                void undo(plan)
              }}
            >
              {i18n.t('dashboard.undo')}
            </button>
          )}
        </p>
      )}
      {undone && !isBusy && (
        <WayBack
          takeBack={
            undone.range && undone.records.length > 0
              ? () => {
                  stand()
                  void takeBack(undone)
                }
              : undefined
          }
          again={() => {
            stand()
            forget()
          }}
        />
      )}
    </article>
  )
}
