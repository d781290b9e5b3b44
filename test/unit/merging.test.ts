import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import type { Op } from '../../lib/store/commit.ts'
import { baseOf, isText, mergeOp, writeOf } from '../../lib/store/row.ts'
import { bare, type Dated, key, meaningOf, rowOf, rowWith, stampAt, writeAt } from './rows.ts'

const update = new Uint8Array([0, 0])

describe('a field', () => {
  it('shows its last write, whichever came first', () => {
    const early: Dated = { op: { ...bare, set: { a: 1, b: 1 } }, write: writeAt(1) }
    const late: Dated = { op: { ...bare, set: { a: 2 } }, write: writeAt(2) }
    for (const order of [
      [early, late],
      [late, early],
    ])
      expect(rowOf(order)?.fields).toEqual({ a: 2, b: 1 })
  })

  it('is decided by the device where the moment is the same', () => {
    const x: Dated = { op: { ...bare, set: { a: 'x' } }, write: { stamp: stampAt(1, 'x'), by: 'owner' } }
    const y: Dated = { op: { ...bare, set: { a: 'y' } }, write: { stamp: stampAt(1, 'y'), by: 'owner' } }
    for (const order of [
      [x, y],
      [y, x],
    ])
      expect(rowOf(order)?.fields).toEqual({ a: 'y' })
  })

  it('that was removed stays removed against what is older', () => {
    const set: Dated = { op: { ...bare, set: { a: 1 } }, write: writeAt(1) }
    const removed: Dated = { op: { ...bare, remove: ['a'] }, write: writeAt(2) }
    for (const order of [
      [set, removed],
      [removed, set],
    ])
      expect(rowOf(order)?.fields).toEqual({})
    expect(rowOf([removed, set, { op: { ...bare, set: { a: 3 } }, write: writeAt(3) }])?.fields).toEqual({ a: 3 })
  })

  it('of any name stands for itself', () => {
    for (const name of ['toString', 'valueOf', 'hasOwnProperty']) {
      const row = rowWith({ other: 1 })
      expect(writeOf(row, name)).toBeUndefined()
      expect(baseOf(row, name)).toBe('')
      expect(isText(row, name)).toBe(false)
    }
  })
})

describe('whether a record is alive', () => {
  const put: Dated = { op: { ...bare, set: { a: 1 }, alive: true }, write: writeAt(1) }
  const deletion: Dated = { op: { ...bare, alive: false }, write: writeAt(2) }
  const patch: Dated = { op: { ...bare, set: { a: 3 } }, write: writeAt(3) }
  const again: Dated = { op: { ...bare, set: { a: 4 }, alive: true }, write: writeAt(4) }

  it('is not for a late patch to say', () => {
    for (const order of everyOrder([put, deletion, patch])) expect(rowOf(order)?.alive.value).toBe(false)
  })

  it('is for a later put to say', () => {
    for (const order of everyOrder([put, deletion, patch, again])) {
      expect(rowOf(order)).toMatchObject({ alive: { value: true, made: again.write }, fields: { a: 4 } })
    }
  })

  it('is false where only a patch has arrived', () => {
    expect(rowOf([patch])?.alive.value).toBe(false)
  })

  it('outlives an older deletion, and remembers who made it', () => {
    const kept: Dated = {
      op: { ...bare, set: { a: 4 }, alive: true, made: put.write },
      write: writeAt(4, 'https://b.test'),
    }
    for (const order of everyOrder([put, deletion, kept])) {
      expect(rowOf(order)?.alive).toEqual({ value: true, stamp: kept.write.stamp, made: put.write })
    }
  })
})

describe('a text', () => {
  const grown = (base: string): Op => ({ ...bare, text: { body: { base, update } } })

  it('belongs to the value that it grew from', () => {
    const row = mergeOp(rowWith({ body: 'hello' }), key, grown(stampAt(1)), writeAt(2))
    expect(isText(row, 'body')).toBe(true)
    expect(isText(mergeOp(row, key, { ...bare, set: { body: 'new' } }, writeAt(3)), 'body')).toBe(false)
    expect(isText(mergeOp(row, key, { ...bare, remove: ['body'] }, writeAt(3)), 'body')).toBe(false)
    expect(isText(mergeOp(row, key, { ...bare, set: { title: 'x' } }, writeAt(3)), 'body')).toBe(true)
  })

  it('is one as soon as its value has arrived, too', () => {
    const early = mergeOp(undefined, key, grown(stampAt(1)), writeAt(2))
    expect(isText(early, 'body')).toBe(false)
    expect(isText(mergeOp(early, key, { ...bare, set: { body: 'hello' }, alive: true }, writeAt(1)), 'body')).toBe(true)
  })

  it('can grow from nothing', () => {
    expect(isText(mergeOp(undefined, key, grown(''), writeAt(1)), 'body')).toBe(true)
  })

  test.each(['toString', 'valueOf', 'hasOwnProperty', 'isPrototypeOf'])(
    'can stand in a field called %s, beside another',
    field => {
      const first = mergeOp(rowWith({ body: 'a', [field]: 'b' }), key, grown(stampAt(1)), writeAt(2))
      const both = mergeOp(first, key, { ...bare, text: { [field]: { base: stampAt(1), update } } }, writeAt(3))
      expect([isText(both, 'body'), isText(both, field)]).toEqual([true, true])
    },
  )
})

test('merging leaves the row as it was', () => {
  const row = mergeOp(rowWith({ a: 1, b: 2 }), key, { ...bare, text: { b: { base: stampAt(1), update } } }, writeAt(2))
  const before = structuredClone(row)
  mergeOp(
    row,
    key,
    { ...bare, set: { a: 2, c: 3 }, remove: ['b'], alive: false, text: { b: { base: stampAt(9), update } } },
    writeAt(9),
  )
  expect(row).toEqual(before)
})

test('in any order and with any repeats, two to four devices make the same row', () => {
  const field = fc.constantFrom('a', 'b', 'toString')
  const op = fc.record(
    {
      set: fc.dictionary(field, fc.nat({ max: 3 }), { maxKeys: 3 }),
      remove: fc.uniqueArray(field, { maxLength: 2 }),
      alive: fc.boolean(),
      base: fc.integer({ min: 0, max: 8 }),
      textField: field,
    },
    { requiredKeys: ['base', 'textField'] },
  )
  const history = fc.uniqueArray(
    fc.tuple(fc.integer({ min: 1, max: 8 }), fc.constantFrom('w', 'x', 'y', 'z'), op, fc.boolean()),
    {
      minLength: 1,
      maxLength: 8,
      selector: ([time, device]) => stampAt(time, device),
    },
  )
  fc.assert(
    fc.property(
      history,
      fc.func(fc.nat()),
      fc.array(fc.nat({ max: 7 }), { maxLength: 6 }),
      (history, rank, repeats) => {
        const dated = history.map(([time, device, { base, textField, ...op }, grows]): Dated => {
          const text = grows ? { text: { [textField]: { base: base === 0 ? '' : stampAt(base, device), update } } } : {}
          return { op: { ...bare, ...op, ...text }, write: { stamp: stampAt(time, device), by: device } }
        })
        const straight = rowOf(dated)
        const shuffled = [...dated].sort((a, b) => rank(a.write.stamp) - rank(b.write.stamp))
        const repeated = [...shuffled, ...repeats.flatMap(i => shuffled[i] ?? [])]
        expect(meaningOf(rowOf(shuffled))).toEqual(meaningOf(straight))
        expect(meaningOf(rowOf(repeated))).toEqual(meaningOf(straight))
        expect(straight?.writes.length).toBe(new Set(Object.values(straight?.at ?? {})).size)
      },
    ),
    { numRuns: 500 },
  )
})

function everyOrder<T>(list: readonly T[]): T[][] {
  if (list.length === 0) return [[]]
  return list.flatMap((first, i) => everyOrder(list.toSpliced(i, 1)).map(rest => [first, ...rest]))
}
