import fc from 'fast-check'
import { describe, expect, inject, it, test } from 'vitest'
import type { Op } from '../../lib/store/commit.ts'
import { baseOf, isText, lastOf, mergeOp, writeOf } from '../../lib/store/row.ts'
import type { TextRow } from '../../lib/store/schema.ts'
import { stampAfter } from '../../lib/store/stamp.ts'
import { seededText, textFrom } from '../../lib/store/texts.ts'
import { Text } from '../../lib/text/index.ts'
import { bare, type Dated, key, meaningOf, rowOf, rowWith, stampAt, writeAt } from './rows.ts'

const update = new Uint8Array([0, 0])
const { schedules, seed } = inject('merging')
/** The long run takes its time. */
const timeout = 60_000 + 200 * schedules

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

  it('is the one that the present value has, while another waits for its value', () => {
    const later = mergeOp(rowWith({ body: 'hello' }), key, grown(stampAt(5)), writeAt(6))
    const row = mergeOp(later, key, grown(stampAt(1)), writeAt(2))
    expect([isText(row, 'body'), row.awaited]).toEqual([true, { body: [stampAt(5)] }])
    const replaced = mergeOp(row, key, { ...bare, set: { body: 'new' } }, writeAt(5))
    expect([isText(replaced, 'body'), replaced.texts, replaced.awaited]).toEqual([
      true,
      { body: stampAt(5) },
      undefined,
    ])
    const passedBy = mergeOp(row, key, { ...bare, set: { body: 'new' } }, writeAt(7))
    expect([isText(passedBy, 'body'), passedBy.awaited]).toEqual([false, undefined])
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

const field = fc.constantFrom('a', 'b', 'toString')
const device = fc.constantFrom('w', 'x', 'y', 'z')
const change = fc.record(
  {
    set: fc.dictionary(field, fc.nat({ max: 3 }), { maxKeys: 3 }),
    remove: fc.uniqueArray(field, { maxLength: 2 }),
    alive: fc.boolean(),
    base: fc.tuple(fc.integer({ min: 0, max: 8 }), device),
    textField: field,
  },
  { requiredKeys: ['base', 'textField'] },
)
const history = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 8 }), device, change, fc.boolean()), {
    minLength: 1,
    maxLength: 8,
    selector: ([time, device]) => stampAt(time, device),
  })
  .map(history =>
    history.map(([time, device, { base, textField, ...op }, grows]): Dated => {
      const text = grows ? { text: { [textField]: { base: base[0] === 0 ? '' : stampAt(...base), update } } } : {}
      return { op: { ...bare, ...op, ...text }, write: { stamp: stampAt(time, device), by: device } }
    }),
  )

test('in any order and with any repeats, two to four devices make the same row', { timeout }, () => {
  fc.assert(
    fc.property(history, fc.func(fc.nat()), fc.array(fc.nat({ max: 7 }), { maxLength: 6 }), (dated, rank, repeats) => {
      const straight = rowOf(dated)
      const shuffled = [...dated].sort((a, b) => rank(a.write.stamp) - rank(b.write.stamp))
      const repeated = [...shuffled, ...repeats.flatMap(i => shuffled[i] ?? [])]
      expect(meaningOf(rowOf(shuffled))).toEqual(meaningOf(straight))
      expect(meaningOf(rowOf(repeated))).toEqual(meaningOf(straight))
      expect(straight?.writes.length).toBe(new Set(Object.values(straight?.at ?? {})).size)
    }),
    { numRuns: 5 * schedules, seed },
  )
})

test('whatever the rows say, what is written later than all that it is put over shows, and nothing else changes', {
  timeout,
}, () => {
  const op = fc.record({
    set: fc.dictionary(field, fc.constant('new'), { maxKeys: 3 }),
    remove: fc.uniqueArray(field, { maxLength: 2 }),
    alive: fc.boolean(),
  })
  fc.assert(
    fc.property(history, op, (dated, { set, remove: names, alive }) => {
      const op: Op = { ...bare, set, remove: names.filter(name => !Object.hasOwn(set, name)), alive }
      const row = rowOf(dated)
      const last = lastOf(row, op)
      const write = { stamp: stampAfter(last === '' ? stampAt(0) : last, 'me'), by: 'owner' }
      const after = mergeOp(row, key, op, write)
      const { fields = {} } = row ?? {}
      const kept = Object.entries(fields).filter(([name]) => !Object.hasOwn(set, name) && !op.remove?.includes(name))
      expect(after.fields).toEqual({ ...Object.fromEntries(kept), ...set })
      expect(after.alive).toMatchObject({ value: alive, stamp: write.stamp })
    }),
    { numRuns: 5 * schedules, seed },
  )
})

test('in whatever order its updates come, and though client ids were used twice, a text is the same', {
  timeout,
}, () => {
  const edit = fc.record({ client: fc.integer({ min: 1, max: 4 }), at: fc.nat({ max: 9 }), text: fc.string() })
  const pages = fc.array(fc.array(edit, { maxLength: 4 }), { minLength: 1, maxLength: 3 })
  fc.assert(
    fc.property(pages, fc.func(fc.nat()), (pages, rank) => {
      const row = mergeOp(
        rowWith({ body: 'hello' }),
        key,
        { ...bare, text: { body: { base: stampAt(1), update } } },
        writeAt(2),
      )
      const seed = seededText(row, 'body').state()
      const rows = pages.flatMap((edits, page) => {
        const text = new Text('body', [seed])
        return edits.map(({ client, at, text: typed }, i): TextRow => {
          const before = text.toString()
          const update = text.replace(before.slice(0, at) + typed + before.slice(at), client)
          text.apply(update)
          const stamp = stampAt(i + 3, `page ${page}`)
          return {
            space: 'space',
            collection: 'notes',
            id: 'a',
            field: 'body',
            n: 0,
            i,
            base: stampAt(1),
            stamp,
            by: 'x',
            update,
          }
        })
      })
      const shuffled = [...rows].sort((a, b) => rank(a.stamp) - rank(b.stamp))
      const [one, other] = [rows, shuffled].map(rows => textFrom(row, 'body', rows))
      expect(other?.text.state()).toEqual(one?.text.state())
      expect(other).toMatchObject({ stamp: one?.stamp, count: rows.length })
    }),
    { numRuns: schedules, seed },
  )
})

function everyOrder<T>(list: readonly T[]): T[][] {
  if (list.length === 0) return [[]]
  return list.flatMap((first, i) => everyOrder(list.toSpliced(i, 1)).map(rest => [first, ...rest]))
}
