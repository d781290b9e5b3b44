import { useState } from 'preact/hooks'
import { i18n } from '#i18n'
import type { BackupView } from '../../../protocol/backup.ts'
import { Confirm } from '../confirm.tsx'
import type { Dashboard } from '../service.ts'
import { guessName } from './device-name.ts'
import { failureWords } from './failure.ts'
import { Progress } from './progress.tsx'
import { type RestoreStep, restoreWith } from './restore-steps.ts'
import { Said } from './said.tsx'
import { emptyDraft } from './server.ts'
import { ServerStep } from './server-step.tsx'
import { StepFrame } from './step.tsx'
import type { Ceremony } from './steps.ts'
import { TextField } from './text-field.tsx'
import { useDeed } from './use-deed.ts'
import { restoredWords } from './words.ts'
import { WordsForm } from './words-form.tsx'

/** Brings a backup back: server, words, and where there are records already, a question. */
export function Restore({
  dashboard,
  view,
  done,
  failed,
  close,
}: {
  dashboard: Dashboard
  view: BackupView
  done(words: string): void
  /** Told in any case: it goes on although another section is shown, and this is not there any more. */
  failed(words: string): void
  close(): void
}) {
  const deed = useDeed()
  const [step, setStep] = useState<RestoreStep>('server')
  const [draft, setDraft] = useState(emptyDraft)
  const [tried, setTried] = useState<Ceremony['tried']>(null)
  const [kitCode, setKitCode] = useState('')
  const [name, setName] = useState(() => guessName(navigator.userAgent))
  /** What is asked about before it is merged with what is here. */
  const [words, setWords] = useState<readonly string[]>([])
  const count = { step: step === 'server' ? 1 : 2, all: 2 }

  const restore = (words: readonly string[]) => {
    if (!tried) return
    setStep('words')
    setWords([])
    void deed.run(async () => {
      const answers = { endpoint: tried.endpoint, words, kitCode, name: name.trim() || guessName(navigator.userAgent) }
      const report = await restoreWith(dashboard, answers).catch((error: unknown) => {
        failed(failureWords(error))
        throw error
      })
      done(restoredWords(report))
      return ''
    })
  }
  const askFirst = (words: readonly string[]) =>
    void deed.run(async () => {
      if (await dashboard.ask(service => service.hasRecords())) {
        setWords(words)
        setStep('merge')
      } else restore(words)
      return ''
    })
  if (step === 'server') {
    return (
      <ServerStep
        dashboard={dashboard}
        draft={draft}
        change={setDraft}
        tried={tried}
        setTried={setTried}
        count={count}
        next={() => setStep('words')}
        cancel={close}
      />
    )
  }
  const { progress } = view
  const mayStop = progress === null || progress.doing !== 'applying'
  const stop = () => void dashboard.ask(service => service.stopRestore()).catch(() => {})
  return (
    <StepFrame id="restore" heading={i18n.t('backup.restoreHeading')} count={count}>
      <p>{i18n.t('backup.restoreAbout')}</p>
      <div hidden={step === 'merge'}>
        <WordsForm
          submit={askFirst}
          isBusy={deed.isBusy}
          yes={i18n.t('backup.restoreNow')}
          fields={
            <>
              <TextField
                id="kit-code"
                label={i18n.t('backup.kitCode')}
                hint={i18n.t('backup.kitCodeHint')}
                value={kitCode}
                change={value => setKitCode(value.slice(0, 200))}
              />
              <TextField
                id="device-name"
                label={i18n.t('backup.deviceName')}
                hint={i18n.t('backup.deviceAbout')}
                value={name}
                change={value => setName(value.slice(0, 200))}
              />
            </>
          }
        >
          <button type="button" disabled={deed.isBusy} onClick={() => setStep('server')}>
            {i18n.t('backup.back')}
          </button>
        </WordsForm>
      </div>
      {step === 'merge' && (
        <Confirm
          id="merge-backup"
          question={i18n.t('backup.mergeAsk')}
          yes={i18n.t('backup.mergeNow')}
          confirm={() => restore(words)}
          cancel={() => setStep('words')}
        >
          {i18n.t('backup.mergeHint')}
        </Confirm>
      )}
      <Said deed={deed} busy={i18n.t('backup.opening')} />
      {deed.isBusy && progress && <Progress progress={progress} stop={mayStop ? stop : undefined} />}
    </StepFrame>
  )
}
