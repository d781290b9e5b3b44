import { useRef, useState } from 'preact/hooks'
import { i18n } from '#i18n'
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
      setSaid({ isError: false, words: i18n.t('activity.exported', done, { count: numberOf(done) }) })
    } catch (error) {
      const { name, message } = error as Error
      const isStopped = name === 'AbortError'
      setSaid({
        isError: !isStopped,
        words: isStopped ? i18n.t('activity.stopped') : i18n.t('activity.failed', { why: message }),
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
            {i18n.t('activity.exportAs', { format: format.name })}
          </button>
        ))}
      </p>
      {lines !== undefined && (
        <p class="line">
          <progress aria-label={i18n.t('activity.exporting')} />
          <span>{i18n.t('activity.entries', lines, { count: numberOf(lines) })}</span>
          <button type="button" class="small" onClick={() => stop.current?.abort()}>
            {i18n.t('dashboard.stop')}
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
