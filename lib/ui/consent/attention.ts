/**
 * When Allow wakes up: half a second after the window is there to be seen and in focus, so that a click or key that was
 * meant for something else allows nothing. Pure. Models: Firefox' EnableDelayHelper, Chromium's
 * InputEventActivationProtector.
 */

/** Milliseconds. */
export const delay = 500
/** Moving and resizing make it wait again, but not for ever: a screen that keeps shifting must not take Allow away. */
export const longestWait = 5_000

export interface Attention {
  isVisible: boolean
  isFocused: boolean
  /** When it was last disturbed, or became visible and focused. */
  since: number
  /** When it became visible and focused. */
  start: number
}

export type Disturbance =
  | { kind: 'visibility'; isVisible: boolean }
  | { kind: 'focus'; isFocused: boolean }
  | { kind: 'moved' }
  /** The next request of the queue is shown. */
  | { kind: 'step' }

export function attend(state: Attention, event: Disturbance, now: number): Attention {
  if (event.kind === 'moved') return { ...state, since: now }
  const next = { ...state, since: now, start: now }
  if (event.kind === 'visibility') return { ...next, isVisible: event.isVisible }
  if (event.kind === 'focus') return { ...next, isFocused: event.isFocused }
  return next
}

/** When Allow is awake; null while nobody is looking. Milliseconds on the same clock. */
export function awakeAt({ isVisible, isFocused, since, start }: Attention): number | null {
  return isVisible && isFocused ? Math.min(since + delay, start + longestWait) : null
}
