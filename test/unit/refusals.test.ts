import { expect, it, test } from 'vitest'
import { waitOf, withoutRefusals, withRefusal } from '../../lib/broker/refusals.ts'
import type { SiteRow } from '../../lib/store/index.ts'

const hour = 3_600_000
const day = 24 * hour
const origin = 'https://a.test'
const refusedAt = (row: SiteRow, ...times: number[]) => times.reduce(withRefusal, row)
const start = 1_000 * day

it('takes three refusals within a day to make a site wait', () => {
  const twice = refusedAt({ origin }, start, start + 1)
  expect(waitOf(twice, start + 1)).toBe(0)
  expect(waitOf(refusedAt(twice, start + 2), start + 2)).toBe(hour)
  expect(waitOf(refusedAt(twice, start + day - 1), start + day - 1)).toBe(hour)
  expect(waitOf(refusedAt(twice, start + day), start + day)).toBe(0)
})

test('an hour, then a day, then a week, and no longer', () => {
  let row: SiteRow = { origin }
  let now = start
  for (const wait of [hour, day, 7 * day, 7 * day]) {
    row = refusedAt(row, now, now, now)
    expect(waitOf(row, now)).toBe(wait)
    expect(waitOf(row, now + wait - 1)).toBe(1)
    expect(waitOf(row, now + wait)).toBe(0)
    now += wait
  }
})

it('begins anew after 30 days without a limit', () => {
  const limited = refusedAt({ origin }, start, start, start)
  const later = start + hour + 30 * day
  expect(waitOf(refusedAt(limited, later - 1, later - 1, later - 1), later - 1)).toBe(day)
  expect(waitOf(refusedAt(limited, later, later, later), later)).toBe(hour)
})

it('is over when the owner says so, and nothing else is forgotten', () => {
  const row: SiteRow = { ...refusedAt({ origin, hidden: 's' }, start, start, start), never: true }
  expect(withoutRefusals(row)).toEqual({ origin, hidden: 's' })
})
