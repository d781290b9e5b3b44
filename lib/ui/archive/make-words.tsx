import { useReducer, useState } from 'preact/hooks'
import { i18n } from '#i18n'
import { newWords, openRoot, type Root } from '../../crypto/recovery.ts'
import type { BackupView } from '../../protocol/backup.ts'
import { pickPlaces, randomBelow } from '../dashboard/backup/asked.ts'
import { CheckStep } from '../dashboard/backup/check-step.tsx'
import { kitOf } from '../dashboard/backup/kit.ts'
import { KitToPrint } from '../dashboard/backup/kit.tsx'
import { Said } from '../dashboard/backup/said.tsx'
import { StepFrame } from '../dashboard/backup/step.tsx'
import { after, beginning, type Ceremony, countOf, type Deed } from '../dashboard/backup/steps.ts'
import { useDeed } from '../dashboard/backup/use-deed.ts'
import { WordsStep } from '../dashboard/backup/words-step.tsx'
import type { Dashboard } from '../dashboard/service.ts'

/** Recovery words for one who exports and has no backup. */
export function MakeWords({
  dashboard,
  view,
  done,
  cancel,
}: {
  dashboard: Dashboard
  view: BackupView
  done(): void
  cancel(): void
}) {
  const [ceremony, act] = useReducer<Ceremony, Deed, readonly string[]>(after, [], () => beginning('words', newWords()))
  const [root, setRoot] = useState<Root>()
  const deed = useDeed()
  const { step, words, places } = ceremony
  const count = countOf(ceremony)
  const next = () => act({ do: 'next', words: [], places: pickPlaces(words.length, randomBelow) })

  const keep = async () => {
    const isKept = await deed.run(async () => {
      const root = await openRoot(words)
      await dashboard.ask(service => service.setRecipient(root.recipient))
      setRoot(root)
      return ''
    })
    if (isKept) next()
  }
  if (step === 'words') return <WordsStep words={words} count={count} next={next} back={cancel} />
  if (step === 'check') {
    return (
      <>
        <CheckStep
          words={words}
          places={places}
          count={count}
          next={() => void keep()}
          back={() => act({ do: 'back' })}
        />
        <Said deed={deed} />
      </>
    )
  }
  return (
    <StepFrame id="kit" heading={i18n.t('kit.heading')} count={count}>
      {root && <KitToPrint kit={kitOf(words, root, null, view)} done={done} />}
    </StepFrame>
  )
}
