import { describe, expect, test } from 'vitest'
import { batchFor, Schedule } from '../../lib/sync/schedule.ts'

const minute = 60_000
const idle = { isWaiting: false, isUsed: false, hasPeers: true }

describe('when the backup has its next turn', () => {
  test('what is written goes together after some seconds, and others are looked at now and then', () => {
    const schedule = new Schedule()
    schedule.succeeded(0, true)
    expect(schedule.next(0, { ...idle, isWaiting: true })).toBe(batchFor)
    expect(schedule.next(0, { ...idle, isUsed: true })).toBe(10_000)
    expect(schedule.next(0, { ...idle, isUsed: true, hasPeers: false })).toBe(minute)
    expect(schedule.next(0, idle)).toBe(5 * minute)
  })

  test('a background that has just been started looks at once', () => {
    expect(new Schedule().isPollDue(0, false, false)).toBe(true)
    expect(new Schedule().next(7, idle)).toBe(7)
  })

  test('after failures it waits ever longer, a quarter of an hour at most', () => {
    const schedule = new Schedule()
    const waits = Array.from({ length: 8 }, () => {
      schedule.failed(0)
      return schedule.next(0, { ...idle, isWaiting: true })
    })
    expect(waits).toEqual([5_000, 15_000, 45_000, 135_000, 405_000, 900_000, 900_000, 900_000])
    expect(schedule.retryAt).toBe(900_000)
  })

  test('never less than the server asked for', () => {
    const schedule = new Schedule()
    schedule.failed(0, 20 * minute)
    expect(schedule.retryAt).toBe(20 * minute)
    schedule.failed(0, 1)
    expect(schedule.retryAt).toBe(15_000)
  })

  test('success and the owner end the waiting', () => {
    for (const end of [(one: Schedule) => one.succeeded(0, false), (one: Schedule) => one.forgive()]) {
      const schedule = new Schedule()
      schedule.failed(0)
      schedule.failed(0)
      end(schedule)
      expect(schedule.retryAt).toBeNull()
      schedule.failed(0)
      expect(schedule.retryAt).toBe(5_000)
    }
  })
})
