import { i18n } from '#i18n'
import { numberOf } from '../words.ts'
import type { Progress } from './made.ts'

const words = {
  counting: 'wrote.counting',
  exporting: 'wrote.exporting',
  deleting: 'wrote.deleting',
  restoring: 'wrote.restoring',
} as const satisfies Record<Progress['doing'], string>

export function WroteProgress({ progress: { doing, done, all }, stop }: { progress: Progress; stop(): void }) {
  return (
    <p class="line soft">
      <span>{i18n.t(words[doing], { done: numberOf(done), all: numberOf(all) })}</span>
      <progress aria-label={i18n.t('wrote.progress')} value={done} max={Math.max(all, 1)} />
      <button type="button" class="small" onClick={stop}>
        {i18n.t('dashboard.stop')}
      </button>
    </p>
  )
}
