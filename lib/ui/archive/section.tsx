import { useRef, useState } from 'preact/hooks'
import { i18n } from '#i18n'
import type { ArchiveService } from '../../protocol/archive-service.ts'
import type { OwnerClient } from '../owner.ts'
import { exportStore } from './export.ts'
import { importStore } from './import.ts'
import { openSink } from './sink.ts'
import { exportedWords, failedWords, importedWords, type Outcome, progressWords } from './words.ts'
import type { Progress, Work } from './work.ts'

/** Everything out into one file, and back. */
export function ArchiveSection({ client }: { client: OwnerClient<ArchiveService> }) {
  const [progress, setProgress] = useState<Progress>()
  const [outcome, setOutcome] = useState<Outcome>()
  const [file, setFile] = useState<File>()
  const stop = useRef<AbortController | undefined>(undefined)

  const run = async (what: 'export' | 'import', work: (work: Work) => Promise<Outcome>) => {
    const controller = new AbortController()
    stop.current = controller
    setOutcome(undefined)
    try {
      setOutcome(await work({ client, progress: setProgress, signal: controller.signal }))
    } catch (error) {
      setOutcome(failedWords(what, error))
    }
    stop.current = undefined
    setProgress(undefined)
  }
  const exportAll = async () => {
    const now = new Date()
    const sink = await openSink(`allod-${now.toISOString().slice(0, 10)}.zip`).catch((error: unknown) => {
      setOutcome(failedWords('export', error))
    })
    if (!sink) return
    setProgress({ doing: 'records', done: 0, all: 0, bytes: 0 })
    await run('export', async work => exportedWords(await exportStore(work, sink, now)))
  }
  const importAll = async (chosen: File) => {
    setProgress({ doing: 'checking', done: 0, all: 0, bytes: 0 })
    await run('import', async work => importedWords(await importStore(work, chosen)))
  }

  return (
    <section aria-labelledby="archive" class="archive">
      <h2 id="archive">{i18n.t('archive.heading')}</h2>
      <p class="soft">{i18n.t('archive.about')}</p>
      <div class="line">
        <button type="button" disabled={!!progress} onClick={() => void exportAll()}>
          {i18n.t('archive.exportAll')}
        </button>
      </div>
      <div class="line">
        <label>
          {i18n.t('archive.file')}{' '}
          <input
            type="file"
            accept=".zip,application/zip"
            disabled={!!progress}
            onChange={({ currentTarget }) => setFile(currentTarget.files?.[0])}
          />
        </label>
        <button type="button" disabled={!!progress || !file} onClick={() => file && void importAll(file)}>
          {i18n.t('archive.import')}
        </button>
      </div>
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
