import { useEffect, useRef, useState } from 'preact/hooks'
import { i18n } from '#i18n'

/** One long work at a time, which can be stopped, and stops when its place on the page goes. */
export function useWork<P>() {
  const [progress, setProgress] = useState<P>()
  const [outcome, setOutcome] = useState<{ isError: boolean; words: string }>()
  const running = useRef<AbortController | undefined>(undefined)
  useEffect(() => () => running.current?.abort(), [])

  /** @param work returns what is to be said of it; `stopped` what is said when it was stopped */
  const run = async (
    work: (of: { progress: (progress: P) => void; signal: AbortSignal }) => Promise<string>,
    stopped = () => i18n.t('dashboard.stopped'),
  ): Promise<boolean> => {
    running.current?.abort()
    const controller = new AbortController()
    running.current = controller
    const isLatest = () => running.current === controller
    const end = (isError: boolean, words: string) => {
      if (!isLatest()) return
      running.current = undefined
      setProgress(undefined)
      setOutcome({ isError, words })
    }
    setOutcome(undefined)
    try {
      end(false, await work({ progress: at => isLatest() && setProgress(at), signal: controller.signal }))
      return true
    } catch (error) {
      if (controller.signal.aborted) end(false, stopped())
      else end(true, (error as Error).message)
      return false
    }
  }
  return { progress, outcome, run, stop: () => running.current?.abort() }
}
