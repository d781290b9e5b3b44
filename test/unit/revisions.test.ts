import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { LoadedRecord, type TextValue } from '../../lib/store/loaded.ts'
import { mergeOp, type Row } from '../../lib/store/row.ts'
import { bare, key, rowWith, stampAt, writeAt } from './rows.ts'

const secret = 'secret'
const only = (...fields: string[]) => new Set(fields)
const rev = (row: Row, visible: '*' | Set<string>, texts?: Map<string, TextValue>) =>
  new LoadedRecord(row, texts).rev(visible, secret)

const record = rowWith({ title: 'x', body: 'y', hidden: 'z' })
const patched = (op: object, time = 2) => mergeOp(record, key, { ...bare, ...op }, writeAt(time, 'https://b.test'))

describe('a revision', () => {
  it('does not change with hidden fields', () => {
    for (const op of [
      { set: { hidden: 'new' } },
      { remove: ['hidden'] },
      { set: { another: 1 } },
      { set: { another: 1, hidden: 2 }, alive: true, made: record.alive.made },
    ]) {
      expect(rev(patched(op), only('title', 'body'))).toBe(rev(record, only('title', 'body')))
    }
  })

  it('changes with visible ones, set, removed or new', () => {
    const seen = rev(record, only('title', 'body', 'new'))
    for (const op of [{ set: { title: 'x' } }, { remove: ['title'] }, { set: { new: 1 } }, { remove: ['new'] }]) {
      expect(rev(patched(op), only('title', 'body', 'new'))).not.toBe(seen)
    }
  })

  it('tells a removed field from one that never was', () => {
    const added = patched({ set: { new: 1 } })
    const taken = mergeOp(added, key, { ...bare, remove: ['new'] }, writeAt(3))
    expect(rev(taken, '*')).not.toBe(rev(record, '*'))
    expect(rev(taken, '*')).not.toBe(rev(added, '*'))
  })

  it('changes when the record is made anew', () => {
    const dead = patched({ alive: false })
    expect(rev(mergeOp(dead, key, { ...bare, alive: true }, writeAt(3)), only())).not.toBe(rev(record, only()))
  })

  it('is not the order in which the writes came', () => {
    const [a, b] = [
      { ...bare, set: { title: 'a' } },
      { ...bare, set: { body: 'b' } },
    ]
    const [first, second] = [writeAt(2), writeAt(3)]
    const one = mergeOp(mergeOp(record, key, a, first), key, b, second)
    const other = mergeOp(mergeOp(record, key, b, second), key, a, first)
    expect(rev(one, '*')).toBe(rev(other, '*'))
  })

  it('is another on a device with another secret, and shows no stamp', () => {
    const loaded = new LoadedRecord(record)
    expect(loaded.rev('*', 'other')).not.toBe(loaded.rev('*', secret))
    expect(loaded.rev('*', secret)).toMatch(/^[\w-]{16,17}$/)
  })

  it('stays the same under any hidden change, and only there', () => {
    const field = fc.constantFrom('a', 'b', 'c', 'd', 'toString')
    fc.assert(
      fc.property(
        fc.uniqueArray(field),
        fc.uniqueArray(field, { minLength: 1 }),
        fc.boolean(),
        (visible, changed, removes) => {
          const row = rowWith({ a: 1, b: 1 })
          const op = removes ? { remove: changed } : { set: Object.fromEntries(changed.map(name => [name, 2])) }
          const next = mergeOp(row, key, { ...bare, ...op }, writeAt(2))
          const isSeen = changed.some(name => visible.includes(name))
          expect(rev(next, new Set(visible)) !== rev(row, new Set(visible))).toBe(isSeen)
        },
      ),
    )
  })
})

describe('a revision of texts', () => {
  const grown = patched({
    text: {
      body: { base: stampAt(1), update: new Uint8Array() },
      hidden: { base: stampAt(1), update: new Uint8Array() },
    },
  })
  const texts = (body: number, hidden: number) =>
    new Map([
      ['body', { value: 'b', stamp: stampAt(body), version: `${body}` }],
      ['hidden', { value: 'h', stamp: stampAt(hidden), version: `${hidden}` }],
    ])

  it('has a part for each visible text, and none for hidden ones', () => {
    expect(rev(grown, '*', texts(2, 2)).split('.')).toHaveLength(3)
    expect(rev(grown, only('body', 'title'), texts(2, 2)).split('.')).toHaveLength(2)
    expect(rev(grown, only('title'), texts(2, 2)).split('.')).toHaveLength(1)
  })

  it('changes with visible texts alone', () => {
    const seen = rev(grown, only('title', 'body'), texts(2, 2))
    expect(rev(grown, only('title', 'body'), texts(2, 3))).toBe(seen)
    expect(rev(grown, only('title', 'body'), texts(3, 2))).not.toBe(seen)
  })

  it('keeps its first part while a text grows', () => {
    const [row] = rev(grown, '*', texts(2, 2)).split('.')
    expect(rev(grown, '*', texts(5, 6)).split('.')[0]).toBe(row)
  })

  it('does not show that a hidden field has become a text', () => {
    expect(rev(grown, only('title'), texts(2, 2))).toBe(rev(record, only('title')))
  })
})

test('a view shows the fields it may, and no other', () => {
  const loaded = new LoadedRecord(rowWith({ title: 'x', hidden: 'z' }))
  expect(loaded.fieldNames('*')).toEqual(['title', 'hidden'])
  expect(loaded.fieldNames(only('title', 'missing'))).toEqual(['title'])
  expect(loaded.fieldNames(only())).toEqual([])
  for (const name of ['toString', 'constructor', 'missing']) {
    expect(loaded.has(name)).toBe(false)
    expect(loaded.value(name)).toBeUndefined()
  }
})

// Tried with the stamp of the last field alone: two states had one name.
test('two states of one record have one revision if what is visible is of the same writes, and only then', () => {
  const op = fc.record({
    set: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'hidden'), fc.integer(), { maxKeys: 3 }),
    remove: fc.subarray(['a', 'b', 'hidden']),
    isMade: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(op, { minLength: 1, maxLength: 6 }), ops => {
      const states: Row[] = []
      for (const [i, { set, remove, isMade }] of ops.entries()) {
        const others = remove.filter(name => !Object.hasOwn(set, name))
        const alive = isMade || i === 0 ? { alive: true } : {}
        states.push(mergeOp(states.at(-1), key, { ...bare, set, remove: others, ...alive }, writeAt(i + 1)))
      }
      const visible = only('a', 'b', 'c')
      const names = states.map(row => {
        const shown = Object.keys(row.at).filter(name => visible.has(name))
        return JSON.stringify([
          row.alive.made.stamp,
          shown.sort().map(name => [name, row.writes[row.at[name] as number]?.stamp]),
        ])
      })
      const revs = states.map(row => rev(row, visible))
      for (const [i, name] of names.entries()) {
        for (const [j, other] of names.entries()) expect(revs[i] === revs[j]).toBe(name === other)
      }
    }),
  )
})
