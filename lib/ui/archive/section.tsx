import { useEffect, useRef, useState } from 'preact/hooks'
import { i18n } from '#i18n'
import { openRoot } from '../../crypto/recovery.ts'
import { WordsForm } from '../dashboard/backup/words-form.tsx'
import type { Dashboard } from '../dashboard/service.ts'
import { useAnswer } from '../dashboard/use-answer.ts'
import { exportStore } from './export.ts'
import { importStore } from './import.ts'
import { isSealed, openSealed, sealedSink } from './seal.ts'
import { SealedExport } from './sealed-export.tsx'
import { openSink } from './sink.ts'
import { exportedWords, failedWords, importedWords, type Outcome, progressWords } from './words.ts'
import type { Progress, Work } from './work.ts'

/** Everything out into one file, and back. It goes on while another section is shown; recovery words go. */
export function ArchiveSection({ dashboard, isShown }: { dashboard: Dashboard; isShown: boolean }) {
  const { answer: view } = useAnswer(dashboard, '', ['backup'], service => service.backup())
  const [progress, setProgress] = useState<Progress>()
  const [outcome, setOutcome] = useState<Outcome>()
  const [file, setFile] = useState<File>()
  /** It waits for the words that open it. */
  const [sealed, setSealed] = useState<File>()
  const stop = useRef<AbortController | undefined>(undefined)
  useEffect(() => {
    if (!isShown) setSealed(undefined)
  }, [isShown])

  const run = async (what: 'export' | 'import', work: (work: Work) => Promise<Outcome>) => {
    const controller = new AbortController()
    stop.current = controller
    setOutcome(undefined)
    try {
      setOutcome(await work({ client: dashboard, progress: setProgress, signal: controller.signal }))
    } catch (error) {
      setOutcome(failedWords(what, error))
    }
    stop.current = undefined
    setProgress(undefined)
  }
  /** @param recipient who can open it; null: everybody who has the file */
  const exportAll = async (recipient: string | null) => {
    const now = new Date()
    const name = `allod-${now.toISOString().slice(0, 10)}.zip`
    const opened = recipient === null ? openSink(name) : openSink(`${name}.age`, 'age')
    const sink = await opened.catch((error: unknown) => setOutcome(failedWords('export', error)))
    if (!sink) return
    setProgress({ doing: 'records', done: 0, all: 0, bytes: 0 })
    await run('export', async work => {
      const exported = await exportStore(work, recipient === null ? sink : await sealedSink(sink, recipient), now)
      await dashboard.ask(service => service.noteExport()).catch(() => {}) // the file is there all the same
      return exportedWords(exported)
    })
  }
  const importAll = async (chosen: File) => {
    setOutcome(undefined)
    if (await isSealed(chosen)) {
      setSealed(chosen)
      return
    }
    setProgress({ doing: 'checking', done: 0, all: 0, bytes: 0 })
    await run('import', async work => importedWords(await importStore(work, chosen)))
  }
  const importSealed = async (chosen: File, words: readonly string[]) => {
    const { size } = chosen
    setProgress({ doing: 'unsealing', done: 0, all: size, bytes: 0 })
    await run('import', async work => {
      const { identity } = await openRoot(words)
      const unsealing = (bytes: number) => work.progress({ doing: 'unsealing', done: bytes, all: size, bytes })
      const zip = await openSealed(chosen, identity, { progress: unsealing, signal: work.signal })
      setSealed(undefined) // the words were right, and are not needed any more
      return importedWords(await importStore(work, zip))
    })
  }

  return (
    <section aria-labelledby="archive" class="archive">
      <h2 id="archive">{i18n.t('archive.heading')}</h2>
      <p class="soft">{i18n.t('archive.about')}</p>
      <div class="line">
        <button type="button" disabled={!!progress} onClick={() => void exportAll(null)}>
          {i18n.t('archive.exportAll')}
        </button>
      </div>
      {view && (
        <SealedExport
          dashboard={dashboard}
          view={view}
          isBusy={!!progress}
          isShown={isShown}
          exportTo={recipient => void exportAll(recipient)}
          say={words => setOutcome({ isError: false, words })}
        />
      )}
      <div class="line">
        <label>
          {i18n.t('archive.file')}{' '}
          <input
            type="file"
            accept=".zip,.age,application/zip"
            disabled={!!progress}
            onChange={({ currentTarget }) => {
              setSealed(undefined)
              setFile(currentTarget.files?.[0])
            }}
          />
        </label>
        <button type="button" disabled={!!progress || !file} onClick={() => file && void importAll(file)}>
          {i18n.t('archive.import')}
        </button>
      </div>
      {sealed && (
        <div class="card stack">
          <p role="status">{i18n.t('archive.isSealed')}</p>
          <WordsForm
            submit={words => void importSealed(sealed, words)}
            isBusy={!!progress}
            yes={i18n.t('archive.open')}
          />
        </div>
      )}
      {progress && (
        <div class="line">
          <progress aria-label={i18n.t('archive.progress')} max={Math.max(1, progress.all)} value={progress.done} />
          <span>{progressWords(progress)}</span>
          <button type="button" class="small" onClick={() => stop.current?.abort()}>
            {i18n.t('archive.stop')}
          </button>
        </div>
      )}
      {outcome && (
        <p class={outcome.isError ? 'warning' : undefined} role={outcome.isError ? 'alert' : 'status'}>
          {outcome.words}
        </p>
      )}
    </section>
  )
}
