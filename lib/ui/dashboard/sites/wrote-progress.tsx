import { numberOf } from '../words.ts'
import type { Progress } from './made.ts'

const words: Record<Progress['doing'], string> = {
  counting: 'Counting: looked at',
  exporting: 'Exporting: looked at',
  deleting: 'Deleting: looked at',
  restoring: 'Restoring:',
}

export function WroteProgress({ progress: { doing, done, all }, stop }: { progress: Progress; stop(): void }) {
  return (
    <p class="line soft">
      <span>
        {words[doing]} {numberOf(done)} of {numberOf(all)}
      </span>
      <progress aria-label="Progress" value={done} max={Math.max(all, 1)} />
      <button type="button" class="small" onClick={stop}>
        Stop
      </button>
    </p>
  )
}
