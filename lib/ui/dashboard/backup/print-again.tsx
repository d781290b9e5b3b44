import { useState } from 'preact/hooks'
import { i18n } from '#i18n'
import { openRoot } from '../../../crypto/recovery.ts'
import type { BackupView } from '../../../protocol/backup.ts'
import type { Kit } from './kit.ts'
import { isRootOf, kitOf } from './kit.ts'
import { KitToPrint } from './kit.tsx'
import { Said } from './said.tsx'
import { StepFrame } from './step.tsx'
import { useDeed } from './use-deed.ts'
import { WordsForm } from './words-form.tsx'

/** The kit once more. The words have to come from the owner: nothing here has kept them. */
export function PrintAgain({ view, close }: { view: BackupView; close(): void }) {
  const deed = useDeed()
  const [kit, setKit] = useState<Kit>()
  const make = (words: readonly string[]) =>
    void deed.run(async () => {
      const root = await openRoot(words)
      if (!isRootOf(root, view)) throw new Error(i18n.t('backup.otherWords'))
      setKit(kitOf(words, root, view.endpoint, view))
      return ''
    })
  return (
    <StepFrame id={kit ? 'kit' : 'print-again'} heading={i18n.t('kit.heading')}>
      {kit ? (
        <KitToPrint kit={kit} done={close} />
      ) : (
        <>
          <p>{i18n.t('backup.printAgainAbout')}</p>
          <WordsForm submit={make} isBusy={deed.isBusy} yes={i18n.t('backup.next')}>
            <button type="button" onClick={close}>
              {i18n.t('backup.cancel')}
            </button>
          </WordsForm>
          <Said deed={deed} />
        </>
      )}
    </StepFrame>
  )
}
