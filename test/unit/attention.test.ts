import { describe, expect, test } from 'vitest'
import { type Attention, attend, awakeAt, delay, longestWait } from '../../lib/ui/consent/attention.ts'

const seen: Attention = { isVisible: true, isFocused: true, since: 0, start: 0 }

describe('when Allow wakes up', () => {
  test('half a second after the window is visible and focused, and not while it is neither', () => {
    expect(awakeAt(seen)).toBe(delay)
    expect(awakeAt({ ...seen, isFocused: false })).toBeNull()
    expect(awakeAt({ ...seen, isVisible: false })).toBeNull()
  })

  test('again after blur, hiding and each step of the queue', () => {
    const blurred = attend(seen, { kind: 'focus', isFocused: false }, 700)
    expect(awakeAt(blurred)).toBeNull()
    expect(awakeAt(attend(blurred, { kind: 'focus', isFocused: true }, 900))).toBe(900 + delay)
    const hidden = attend(seen, { kind: 'visibility', isVisible: false }, 700)
    expect(awakeAt(attend(hidden, { kind: 'visibility', isVisible: true }, 900))).toBe(900 + delay)
    expect(awakeAt(attend(seen, { kind: 'step' }, 2_000))).toBe(2_000 + delay)
  })

  test('again after each move, but the whole wait is capped', () => {
    expect(awakeAt(attend(seen, { kind: 'moved' }, 400))).toBe(400 + delay)
    let shaken = seen
    for (let now = 0; now <= longestWait; now += 100) shaken = attend(shaken, { kind: 'moved' }, now)
    expect(awakeAt(shaken)).toBe(longestWait)
  })

  test('the cap begins anew after a blur: coming back late does not find Allow awake', () => {
    const away = attend(seen, { kind: 'focus', isFocused: false }, 100)
    const late = longestWait * 3
    expect(awakeAt(attend(away, { kind: 'focus', isFocused: true }, late))).toBe(late + delay)
  })
})
