import { useEffect, useState } from 'preact/hooks'
import { type Attention, attend, awakeAt, type Disturbance } from './attention.ts'

/** Whether Allow is awake. Mount it anew for each request: each step of the queue begins again. */
export function useAwake(): boolean {
  const [isAwake, setAwake] = useState(false)
  useEffect(() => {
    const now = performance.now()
    const isVisible = document.visibilityState === 'visible'
    let state: Attention = { isVisible, isFocused: document.hasFocus(), since: now, start: now }
    let timer: ReturnType<typeof setTimeout> | undefined
    const wait = () => {
      clearTimeout(timer)
      const at = awakeAt(state)
      const left = at === null ? null : at - performance.now()
      setAwake(left !== null && left <= 0)
      if (left !== null && left > 0) timer = setTimeout(wait, left)
    }
    const stop = new AbortController()
    const on = (target: EventTarget, type: string, disturbance: () => Disturbance) =>
      target.addEventListener(
        type,
        () => {
          state = attend(state, disturbance(), performance.now())
          wait()
        },
        { signal: stop.signal },
      )
    on(document, 'visibilitychange', () => ({ kind: 'visibility', isVisible: document.visibilityState === 'visible' }))
    on(window, 'focus', () => ({ kind: 'focus', isFocused: true }))
    on(window, 'blur', () => ({ kind: 'focus', isFocused: false }))
    on(window, 'resize', () => ({ kind: 'moved' }))
    // A window that is moved sends no event.
    let place = `${screenX} ${screenY}`
    const watch = setInterval(() => {
      const now = `${screenX} ${screenY}`
      if (now === place) return
      place = now
      state = attend(state, { kind: 'moved' }, performance.now())
      wait()
    }, 100)
    wait()
    return () => {
      stop.abort()
      clearInterval(watch)
      clearTimeout(timer)
    }
  }, [])
  return isAwake
}
