import { expect, test } from 'vitest'
import { dayOf, isFarMore, usualOf, withReads } from '../../lib/broker/marks.ts'
import type { SiteRow } from '../../lib/store/index.ts'

const day = '2026-03-31'
const origin = 'https://a.test'

test.each([
  [1_000, 0, false],
  [1_001, 0, true],
  [1_001, 100, true],
  [1_001, 100.1, false],
  [2_000, 200, false],
  [2_001, 200, true],
  [50_000, 5_000, false],
])('%i records, where %f are usual: far more is %s', (records, usual, expected) => {
  expect(isFarMore(records, usual)).toBe(expected)
})

test.each([
  [{}, 0],
  [{ [day]: 7 }, 0],
  [{ '2026-03-30': 4 }, 4],
  [{ '2026-03-29': 4, '2026-03-30': 8 }, 6],
  [{ '2026-03-28': 100, '2026-03-29': 4, '2026-03-30': 8 }, 8],
  [{ '2026-03-29': 0, '2026-03-30': 8 }, 8],
  [{ '2026-03-30': 8, '2026-04-01': 900 }, 8],
])('of %j, %f are usual', (reads: Record<string, number>, usual) => {
  expect(usualOf(reads, day)).toBe(usual)
})

test('reads of a day add up, and the mark comes with the 1,001st', () => {
  const first = withReads({ origin }, day, 999)
  expect(first).toEqual({ origin, reads: { [day]: 999 } })
  const second = withReads(first, day, 1)
  expect(second).toEqual({ origin, reads: { [day]: 1_000 } })
  expect(withReads(second, day, 1)).toEqual({
    origin,
    reads: { [day]: 1_001 },
    marked: { day, records: 1_001, usual: 0 },
  })
})

test('days are kept for thirty days', () => {
  const reads = { '2026-02-28': 5, '2026-03-01': 6, '2026-03-02': 7 }
  expect(withReads({ origin, reads }, day, 1).reads).toEqual({ '2026-03-01': 6, '2026-03-02': 7, [day]: 1 })
})

test('a mark that the owner has seen stays seen for its day, and comes again on another', () => {
  const seen: SiteRow = { origin, reads: { [day]: 2_000 }, marked: { day, records: 2_000, usual: 0, seen: true } }
  expect(withReads(seen, day, 500).marked).toEqual({ day, records: 2_500, usual: 0, seen: true })
  expect(withReads(seen, '2026-04-01', 20_000).marked).toBe(seen.marked)
  expect(withReads(seen, '2026-04-01', 20_001).marked).toEqual({ day: '2026-04-01', records: 20_001, usual: 2_000 })
})

test('a day is one of UTC', () => {
  expect(dayOf(Date.parse('2026-03-31T23:59:59.999Z'))).toBe(day)
  expect(dayOf(Date.parse('2026-04-01T00:00:00Z'))).toBe('2026-04-01')
})
