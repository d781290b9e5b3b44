import { i18n } from '#i18n'
import { numberOf } from '../words.ts'
import type { Progress } from './use-undo.ts'
import { countsInWords } from './words.ts'

const words = { undoing: 'undo.undoing', takingBack: 'undo.takingBack' } as const

/** How far it is, and a way to end it. */
export function UndoProgress({ progress, stop }: { progress: Progress; stop(): void }) {
  const { doing, done, all, counts } = progress
  const isLooking = doing === 'looking'
  return (
    <div class="line soft">
      <span>
        {isLooking
          ? [i18n.t('undo.looking'), ...(counts ? countsInWords(counts) : [])].join(' ')
          : i18n.t(words[doing], { done: numberOf(done), all: numberOf(all) })}
      </span>
      <progress aria-label={i18n.t('undo.progress')} value={done} max={Math.max(all, 1)} />
      <button type="button" class="small" onClick={stop}>
        {i18n.t(isLooking ? 'dashboard.cancel' : 'dashboard.stop')}
      </button>
    </div>
  )
}
