import { useRef, useState } from 'preact/hooks'
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
      <h2 id="archive">Export and import</h2>
      <p class="soft">
        One file holds all records, texts and their history; other programs can read it. It is not encrypted, so keep it
        where only you can read it.
      </p>
      <div class="line">
        <button type="button" disabled={!!progress} onClick={() => void exportAll()}>
          Export everything
        </button>
      </div>
      <div class="line">
        <label>
          A file to import{' '}
          <input
            type="file"
            accept=".zip,application/zip"
            disabled={!!progress}
            onChange={({ currentTarget }) => setFile(currentTarget.files?.[0])}
          />
        </label>
        <button type="button" disabled={!!progress || !file} onClick={() => file && void importAll(file)}>
          Import
        </button>
      </div>
      {progress && (
        <div class="line">
          <progress aria-label="Progress" max={Math.max(1, progress.all)} value={progress.done} />
          <span>{progressWords(progress)}</span>
          <button type="button" class="small" onClick={() => stop.current?.abort()}>
            Stop
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
