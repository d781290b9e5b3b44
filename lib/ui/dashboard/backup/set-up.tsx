import { useReducer, useState } from 'preact/hooks'
import { i18n } from '#i18n'
import { newWords, openRoot, type Root } from '../../../crypto/recovery.ts'
import type { BackupView } from '../../../protocol/backup.ts'
import { found } from '../../backup/keyring.ts'
import type { Dashboard } from '../service.ts'
import { pickPlaces, randomBelow } from './asked.ts'
import { CheckStep } from './check-step.tsx'
import { guessName } from './device-name.ts'
import { DeviceStep } from './device-step.tsx'
import { isRootOf, kitOf } from './kit.ts'
import { KitToPrint } from './kit.tsx'
import { emptyDraft, shownOf } from './server.ts'
import { ServerStep } from './server-step.tsx'
import { StepFrame } from './step.tsx'
import { after, beginning, type Ceremony, countOf, type Deed } from './steps.ts'
import { TypeStep } from './type-step.tsx'
import { useDeed } from './use-deed.ts'
import { WordsStep } from './words-step.tsx'

/** From nothing to a backup, a step at a time. What it has made of words goes with it. */
export function SetUp({ dashboard, view, close }: { dashboard: Dashboard; view: BackupView; close(): void }) {
  const first = () => beginning(view.recipient === null ? 'fresh' : 'known')
  const [ceremony, act] = useReducer<Ceremony, Deed>(after, first())
  const [draft, setDraft] = useState(emptyDraft)
  const [name, setName] = useState(() => guessName(navigator.userAgent))
  const [root, setRoot] = useState<Root>()
  const deed = useDeed()
  const { step, words, places, tried } = ceremony
  const count = countOf(ceremony)
  const next = () => act({ do: 'next', words: newWords(), places: pickPlaces(words.length || 24, randomBelow) })
  const back = () => act({ do: 'back' })

  const start = async () => {
    if (!tried) return
    const { endpoint } = tried
    const isStarted = await deed.run(async () => {
      const device = await dashboard.ask(service => service.deviceKeys())
      const root = await openRoot(words)
      const keyring = await found(root, device, name.trim(), Date.now())
      await dashboard.ask(service => service.startBackup({ endpoint, keyring }))
      setRoot(root)
      return ''
    })
    if (isStarted) next()
  }
  switch (step) {
    case 'server':
      return (
        <ServerStep
          dashboard={dashboard}
          draft={draft}
          change={setDraft}
          tried={tried}
          setTried={tried => act({ do: 'try', tried })}
          count={count}
          next={next}
          cancel={close}
        />
      )
    case 'type':
      return (
        <TypeStep
          count={count}
          isRight={root => isRootOf(root, view)}
          know={words => act({ do: 'know', words })}
          renew={() => act({ do: 'renew', words: newWords() })}
          back={back}
        />
      )
    case 'words':
      return <WordsStep words={words} count={count} next={next} back={back} />
    case 'check':
      return <CheckStep words={words} places={places} count={count} next={next} back={back} />
    case 'device':
      return (
        <DeviceStep name={name} change={setName} count={count} deed={deed} start={() => void start()} back={back} />
      )
    case 'kit':
      return (
        <StepFrame id="kit" heading={i18n.t('kit.heading')} count={count}>
          {root && <KitToPrint kit={kitOf(words, root, tried && shownOf(tried.endpoint), view)} done={close} />}
        </StepFrame>
      )
  }
}
