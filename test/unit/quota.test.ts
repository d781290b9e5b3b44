import { describe, expect, test } from 'vitest'
import { added, checkRoom, growthOf, negative, nothing, sizeOf } from '../../lib/broker/quota.ts'
import { Rates } from '../../lib/broker/rate.ts'
import { BrokerError } from '../../lib/protocol/errors.ts'
import { LoadedRecord, type Op } from '../../lib/store/index.ts'
import { mergeOp } from '../../lib/store/row.ts'

const site = 'https://a.test'
const madeBy = (by: string, set: Op['set'] = { title: 'four', done: true }, alive = true) =>
  new LoadedRecord(mergeOp(undefined, ['s', 'notes', 'x'], { ...base, ...(set && { set }), alive }, { stamp: '1', by }))
const base = { collection: 'notes', id: 'x' }
const growth = (record: LoadedRecord | undefined, op: Omit<Op, 'collection' | 'id'>) =>
  growthOf(record, { ...base, ...op }, site)

describe('what a write adds', () => {
  test('a new record counts one, and its values as JSON text', () => {
    expect(growth(undefined, { set: { title: 'four', done: true }, alive: true })).toEqual({ records: 1, bytes: 10 })
    expect(sizeOf(madeBy(site))).toEqual({ records: 1, bytes: 10 })
  })
  test('a changed value counts by how much longer it is, whoever wrote it before', () => {
    const record = madeBy('owner')
    expect(growth(record, { set: { title: 'four more' }, alive: true })).toEqual({ records: 0, bytes: 5 })
    expect(growth(record, { set: { title: '' }, remove: ['done'] })).toEqual({ records: 0, bytes: -8 })
  })
  test('a text counts by the length of its updates', () => {
    const text = { body: { base: '', update: new Uint8Array(30) } }
    expect(growth(madeBy(site), { text })).toEqual({ records: 0, bytes: 30 })
  })
  test('a deletion gives the room of a record back to who made it, and to nobody else', () => {
    expect(growth(madeBy(site), { alive: false })).toEqual({ records: -1, bytes: -10 })
    expect(growth(madeBy('https://b.test'), { alive: false })).toEqual(nothing)
    expect(growth(madeBy(site, {}, false), { alive: false })).toEqual(nothing)
  })
  test('what was deleted and is made again counts as new', () => {
    const remains = madeBy(site, { title: 'four' }, false)
    expect(growth(remains, { set: { title: 'four' }, remove: ['done'], alive: true })).toEqual({ records: 1, bytes: 6 })
  })
  test('nobody has stored less than nothing', () => {
    expect(added({ records: 1, bytes: 4 }, negative({ records: 2, bytes: 9 }))).toEqual(nothing)
  })
})

describe('the caps', () => {
  const caps = { records: 2, bytes: 100 }
  const code = (used: typeof caps, growth: typeof caps) => {
    try {
      checkRoom(used, growth, caps)
      return null
    } catch (error) {
      return (error as BrokerError).code
    }
  }
  test.each([
    [{ records: 1, bytes: 90 }, { records: 1, bytes: 10 }, null],
    [{ records: 2, bytes: 90 }, { records: 1, bytes: 1 }, 'quota'],
    [{ records: 1, bytes: 90 }, { records: 0, bytes: 11 }, 'quota'],
    // Over the cap already, because the owner has lowered it: what does not grow goes on.
    [{ records: 9, bytes: 900 }, { records: 0, bytes: 0 }, null],
    [{ records: 9, bytes: 900 }, { records: -1, bytes: -5 }, null],
    [{ records: 9, bytes: 900 }, { records: -1, bytes: 5 }, 'quota'],
  ])('%j and %j: %j', (used, growth, expected) => expect(code(used, growth)).toBe(expected))

  test('without caps of its own a site has the usual ones', () => {
    expect(() => checkRoom(nothing, { records: 1_000_000, bytes: 2 ** 30 })).not.toThrow()
    expect(() => checkRoom(nothing, { records: 1_000_001, bytes: 0 })).toThrow(BrokerError)
  })
})

describe('the rate', () => {
  const start = () => {
    const clock = { time: 0 }
    const rates = new Rates(() => clock.time)
    const wait = (amount: { records: number; bytes: number }, origin = site) => {
      try {
        rates.take(origin, amount)
        return null
      } catch (error) {
        expect(error).toMatchObject({ code: 'rate_limited' })
        return (error as BrokerError).details.retryAfterMs
      }
    }
    return { clock, wait }
  }
  test('a burst goes through, what follows has to wait, and another site does not', () => {
    const { clock, wait } = start()
    expect(wait({ records: 50_000, bytes: 0 })).toBe(null)
    expect(wait({ records: 1_000, bytes: 0 })).toBe(500)
    expect(wait({ records: 1_000, bytes: 0 }, 'https://b.test')).toBe(null)
    clock.time = 499
    expect(wait({ records: 1_000, bytes: 0 })).toBe(1)
    clock.time = 500
    expect(wait({ records: 1_000, bytes: 0 })).toBe(null)
    expect(wait({ records: 1, bytes: 0 })).toBe(1)
  })
  test('bytes have a bucket of their own; what is larger than it waits for a full one', () => {
    const { clock, wait } = start()
    expect(wait({ records: 1, bytes: 80 * 2 ** 20 })).toBe(null)
    expect(wait({ records: 1, bytes: 0 })).toBe(2_000) // it has to make up for what went beyond
    clock.time = 10_000
    expect(wait({ records: 1, bytes: 8 * 2 ** 20 })).toBe(null)
  })
  test('a clock that is set back gives nothing', () => {
    const { clock, wait } = start()
    expect(wait({ records: 50_000, bytes: 0 })).toBe(null)
    clock.time = -1_000_000
    expect(wait({ records: 1, bytes: 0 })).toBe(1)
  })
})
