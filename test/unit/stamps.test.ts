import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { HybridClock, isStamp, maxDrift, orderOf, stampAfter, timeOf } from '../../lib/store/stamp.ts'

/** A clock whose time the test sets. */
function clockAt(time: number, last = '', device = 'here') {
  const wall = { time }
  return { wall, clock: new HybridClock(device, () => wall.time, last) }
}

const day = Date.parse('2026-01-02T03:04:05Z')

test('a stamp is 12 digits of time, 4 of a counter, then the device', () => {
  const { clock } = clockAt(0x123456789)
  expect(clock.tick()).toBe('0001234567890000here')
  expect(clock.tick()).toBe('0001234567890001here')
  expect(timeOf(clock.tick())).toBe(0x123456789)
})

describe('each stamp is later than every one before', () => {
  it('while the clock stands', () => {
    const { clock } = clockAt(day)
    const stamps = Array.from({ length: 1000 }, () => clock.tick())
    expect([...stamps].sort()).toEqual(stamps)
    expect(new Set(stamps).size).toBe(stamps.length)
  })

  it('when the clock goes back', () => {
    const { wall, clock } = clockAt(day)
    const first = clock.tick()
    wall.time -= 3_600_000
    const second = clock.tick()
    expect(second > first).toBe(true)
    expect(timeOf(second)).toBe(day)
    wall.time = day + 1
    expect(timeOf(clock.tick())).toBe(day + 1)
  })

  it('when the counter is full', () => {
    const { clock } = clockAt(day, `${day.toString(16).padStart(12, '0')}7ffehere`)
    const last = clock.tick()
    expect(last.slice(12, 16)).toBe('7fff')
    const over = clock.tick()
    expect(over > last).toBe(true)
    expect([timeOf(over), over.slice(12, 16)]).toEqual([day + 1, '0000'])
    expect(clock.tick().slice(12, 16)).toBe('0001')
  })

  it('after a start from the last one, even if the clock was set back meanwhile', () => {
    const last = clockAt(day).clock.tick()
    expect(clockAt(day - 1000, last).clock.tick() > last).toBe(true)
  })

  it('whatever the clock does and whatever is observed within the drift', () => {
    const step = fc.oneof(
      fc.record({ wall: fc.integer({ min: -10_000, max: 10_000 }) }),
      fc.record({
        ahead: fc.integer({ min: -maxDrift, max: maxDrift }),
        counter: fc.constantFrom('0000', '00ff', '7fff', '8000', 'ffff'),
      }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 50 }), steps => {
        const { wall, clock } = clockAt(day)
        let latest = clock.tick()
        for (const step of steps) {
          if ('wall' in step) wall.time += step.wall
          else {
            const seen = `${(wall.time + step.ahead).toString(16).padStart(12, '0')}${step.counter}there`
            clock.observe(seen)
            if (seen > latest) latest = seen
          }
          const next = clock.tick()
          expect(next > latest).toBe(true)
          latest = next
        }
      }),
    )
  })
})

describe('another device’s stamp', () => {
  const ahead = (ms: number) => `${(day + ms).toString(16).padStart(12, '0')}0005there`

  test.each([maxDrift - 1, maxDrift])('%i ms ahead is followed', ms => {
    const { clock } = clockAt(day)
    clock.observe(ahead(ms))
    expect(clock.tick()).toBe(`${ahead(ms).slice(0, 12)}0006here`)
  })

  it('further ahead is not followed', () => {
    const { clock } = clockAt(day)
    clock.observe(ahead(maxDrift + 1))
    expect(timeOf(clock.tick())).toBe(day)
  })

  it('from the past changes nothing', () => {
    const { clock } = clockAt(day)
    clock.observe(ahead(-1000))
    expect(clock.tick().slice(12, 16)).toBe('0000')
  })

  it('of no sense changes nothing', () => {
    const { clock } = clockAt(day)
    for (const stamp of ['', 'zzz', '-00000000001', 'not a stamp at all']) clock.observe(stamp)
    expect(timeOf(clock.tick())).toBe(day)
  })
})

describe('a stamp ahead of the clock', () => {
  const end = 'efffffffffff'

  it('is later than the one that it follows, whoever gave that', () => {
    const given = fc.tuple(fc.nat({ max: 2 ** 40 }), fc.nat({ max: 0xffff }), fc.constantFrom('', 'a', 'zz', '~'))
    fc.assert(
      fc.property(given, ([time, counter, device]) => {
        const stamp = time.toString(16).padStart(12, '0') + counter.toString(16).padStart(4, '0') + device
        const first = stampAfter(stamp, 'm')
        const second = stampAfter(first, 'm')
        expect([stamp < first, first < second, isStamp(second)]).toEqual([true, true, true])
        expect(timeOf(second) - time).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('is none that the clock gives when it has come there', () => {
    const { clock } = clockAt(day)
    const ahead = new Set(
      ['0000', '7fff', '8000'].map(counter => stampAfter(clock.tick().slice(0, 12) + counter, 'here')),
    )
    for (let i = 0; i < 0x20_000; i++) if (ahead.has(clock.tick())) expect.fail('the same stamp twice')
  })

  it('ends where no device gives one', () => {
    expect(stampAfter(`${end}fffex`, 'here')).toBe(`${end}ffffhere`)
    expect(() => stampAfter(`${end}ffffhere`, 'here')).toThrow('No stamp is later')
    expect(isStamp(`${end}ffffhere`)).toBe(true)
    for (const wrong of ['f000000000000000here', '0001', '', `${end}FFFFhere`, `${end}ffffhe re`])
      expect(isStamp(wrong)).toBe(false)
  })

  it('is ordered among the others', () => {
    const [time, later] = ['019b7f000000', '019b7f000001']
    const stamps = [`${time}0005a`, `${time}7fffa`, `${time}8000a`, `${time}8001a`, `${later}0000a`]
    const orders = stamps.map(orderOf)
    expect([...orders].sort((a, b) => a - b)).toEqual(orders)
    expect(new Set(orders).size).toBe(stamps.length)
  })
})

test('stamps order as text: by time, then counter, then device', () => {
  const part = fc.tuple(fc.nat({ max: 2 ** 47 }), fc.nat({ max: 0xffff }), fc.constantFrom('a', 'b'))
  const stamp = ([time, counter, device]: [number, number, string]) =>
    time.toString(16).padStart(12, '0') + counter.toString(16).padStart(4, '0') + device
  fc.assert(
    fc.property(part, part, (a, b) => {
      const byParts = a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : a[2] > b[2] ? 1 : 0)
      expect(Math.sign(byParts)).toBe(stamp(a) < stamp(b) ? -1 : stamp(a) > stamp(b) ? 1 : 0)
    }),
  )
})
