import { useState } from 'preact/hooks'
import { i18n } from '#i18n'
import { openRoot, type Root } from '../../../crypto/recovery.ts'
import { StepFrame } from './step.tsx'
import { WordsForm } from './words-form.tsx'

/** Words that the owner has already: from an earlier backup, or from exports. */
export function TypeStep({
  count,
  isRight,
  know,
  renew,
  back,
}: {
  count: { step: number; all: number }
  isRight(root: Root): boolean
  know(words: readonly string[]): void
  renew(): void
  back(): void
}) {
  const [isOther, setOther] = useState(false)
  const check = async (words: readonly string[]) => {
    const root = await openRoot(words)
    setOther(!isRight(root))
    if (isRight(root)) know(words)
  }
  return (
    <StepFrame id="type" heading={i18n.t('backup.typeHeading')} count={count}>
      <p>{i18n.t('backup.typeAbout')}</p>
      <WordsForm submit={words => void check(words)} isBusy={false} yes={i18n.t('backup.next')}>
        <button type="button" onClick={back}>
          {i18n.t('backup.back')}
        </button>
      </WordsForm>
      {isOther && (
        <p class="warning" role="alert">
          {i18n.t('backup.otherWords')}
        </p>
      )}
      <p class="line soft">
        <span>{i18n.t('backup.othersHint')}</span>
        <button type="button" class="small" onClick={renew}>
          {i18n.t('backup.typeOthers')}
        </button>
      </p>
    </StepFrame>
  )
}
