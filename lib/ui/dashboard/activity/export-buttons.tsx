import { useRef, useState } from 'preact/hooks'
import type { Dashboard } from '../service.ts'
import { numberOf } from '../words.ts'
import { exportActivity, formats, openFile } from './export.ts'

/** Everything that is kept, whatever the list is narrowed to. */
export function ExportButtons({ dashboard }: { dashboard: Dashboard }) {
  const [lines, setLines] = useState<number>()
  const [said, setSaid] = useState({ isError: false, words: '' })
  const stop = useRef<AbortController | undefined>(undefined)

  const run = async (format: (typeof formats)['csv']) => {
    setSaid({ isError: false, words: '' })
    try {
      const sink = await openFile(format, new Date())
      if (!sink) return
      const controller = new AbortController()
      stop.current = controller
      setLines(0)
      const done = await exportActivity(dashboard, format, sink, { progress: setLines, signal: controller.signal })
      setSaid({ isError: false, words: done === 1 ? 'Exported one entry.' : `Exported ${numberOf(done)} entries.` })
    } catch (error) {
      const { name, message } = error as Error
      const isStopped = name === 'AbortError'
      setSaid({
        isError: !isStopped,
        words: isStopped ? 'Stopped. There is no file.' : `The export failed: ${message}`,
      })
    }
    setLines(undefined)
  }

  return (
    <>
      <p class="line">
        {Object.values(formats).map(format => (
          <button
            key={format.name}
            type="button"
            class="small"
            disabled={lines !== undefined}
            onClick={() => void run(format)}
          >
            Export as {format.name}
          </button>
        ))}
      </p>
      {lines !== undefined && (
        <p class="line">
          <progress aria-label="Exported" />
          <span>{numberOf(lines)} entries</span>
          <button type="button" class="small" onClick={() => stop.current?.abort()}>
            Stop
          </button>
        </p>
      )}
      {said.words && (
        <p class={said.isError ? 'warning' : 'soft'} role={said.isError ? 'alert' : 'status'}>
          {said.words}
        </p>
      )}
    </>
  )
}
