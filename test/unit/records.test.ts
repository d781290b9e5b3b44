import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { isRecordId, maxRecordBytes, parseFields } from '../../lib/protocol/record.ts'

const refusal = (code: string, message: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) })
const invalid = (message: RegExp) => refusal('invalid_record', message)

/** A record of so many levels; the record itself is the first. */
function nested(levels: number, leaf: unknown = 1): unknown {
  let value = leaf
  for (let i = 0; i < levels; i++) value = i % 2 === 0 ? { a: value } : levels - i === 1 ? { a: value } : [value]
  return value
}

/** An object with an own key of any name, `__proto__` too. */
function own(key: string, value: unknown): object {
  return Object.defineProperty({}, key, { value, enumerable: true, configurable: true, writable: true })
}

describe('depth', () => {
  test.each([1, 2, 31, 32])('%i levels are taken', levels => {
    expect(parseFields(nested(levels), 'record')).toEqual(nested(levels))
  })

  test.each([33, 34, 40])('%i levels are refused', levels => {
    expect(() => parseFields(nested(levels), 'record')).toThrow(invalid(/at most 32 levels/))
  })

  it('counts empty containers too', () => {
    expect(parseFields(nested(31, {}), 'record')).toEqual(nested(31, {}))
    expect(() => parseFields(nested(32, {}), 'record')).toThrow(invalid(/32 levels/))
    expect(() => parseFields(nested(32, []), 'record')).toThrow(invalid(/32 levels/))
  })

  it('refuses what has no end', () => {
    const endless: { self?: unknown } = {}
    endless.self = endless
    expect(() => parseFields(endless, 'record')).toThrow(invalid(/32 levels/))
  })
})

describe('size', () => {
  // {"a":"…"}: the name counts its length and 3, the string its bytes and 2.
  const room = maxRecordBytes - 4 - 2

  test.each([room - 1, room])('a string of %i bytes is taken', length => {
    expect(parseFields({ a: 'x'.repeat(length) }, 'record').a).toHaveLength(length)
  })

  it('refuses one byte more', () => {
    expect(() => parseFields({ a: 'x'.repeat(room + 1) }, 'record')).toThrow(refusal('too_large', /^record\.a: /))
  })

  it('counts bytes, not characters', () => {
    expect(parseFields({ a: 'é'.repeat(room / 2) }, 'record').a).toHaveLength(room / 2)
    expect(() => parseFields({ a: 'é'.repeat(room / 2 + 1) }, 'record')).toThrow(refusal('too_large', /1 MB/))
    expect(() => parseFields({ a: '€'.repeat(Math.ceil(room / 3) + 1) }, 'record')).toThrow(
      refusal('too_large', /1 MB/),
    )
  })

  it('counts everything together', () => {
    const half = 'x'.repeat(room / 2)
    expect(() => parseFields({ a: half, b: half }, 'record')).toThrow(refusal('too_large', /^record\.b: /))
    expect(() => parseFields({ a: Array.from({ length: 300_000 }, () => 0) }, 'record')).toThrow(
      refusal('too_large', /1 MB/),
    )
    expect(() => parseFields({ a: { ['k'.repeat(maxRecordBytes)]: 0 } }, 'record')).toThrow(
      refusal('too_large', /1 MB/),
    )
  })
})

describe('names', () => {
  test.each([127, 128])('a field name of %i characters is taken', length => {
    expect(Object.keys(parseFields({ ['n'.repeat(length)]: 1 }, 'record'))).toEqual(['n'.repeat(length)])
  })

  it('refuses 129 characters at the top, and takes them below', () => {
    const name = 'n'.repeat(129)
    expect(() => parseFields({ [name]: 1 }, 'record')).toThrow(invalid(/at most 128 characters/))
    expect(parseFields({ a: { [name]: 1 } }, 'record')).toEqual({ a: { [name]: 1 } })
  })

  test.each(['_', '_id', '_rev', '__proto', '__mozWebExtensionPolyfillReject__'])(
    '%s is the broker’s own at the top, data below',
    name => {
      expect(() => parseFields({ [name]: 1 }, 'record')).toThrow(invalid(/begin with _/))
      expect(parseFields({ a: { [name]: 1 }, b: [{ [name]: 2 }] }, 'record')).toEqual({
        a: { [name]: 1 },
        b: [{ [name]: 2 }],
      })
    },
  )

  test.each(['__proto__', 'constructor', 'prototype'])('%s is refused at any depth', name => {
    for (const value of [
      own(name, 1),
      { a: own(name, {}) },
      { a: [[own(name, null)]] },
      { a: { b: [1, { c: own(name, 'x') }] } },
    ]) {
      expect(() => parseFields(value, 'record')).toThrow(invalid(name === '__proto__' ? /_/ : /is not allowed/))
    }
  })

  test.each(['toString', 'hasOwnProperty', 'valueOf', '', ' ', 'a.b', '$eq', 'length', '0'])(
    '%j is a name like any other',
    name => {
      const parsed = parseFields({ [name]: 1, a: { [name]: 2 } }, 'record')
      expect(Object.entries(parsed)).toEqual(Object.entries({ [name]: 1, a: { [name]: 2 } }))
    },
  )

  it('refuses lone surrogates in names', () => {
    expect(() => parseFields({ '\ud800': 1 }, 'record')).toThrow(invalid(/lone surrogate/))
    expect(() => parseFields({ a: { 'x\udc00': 1 } }, 'record')).toThrow(invalid(/lone surrogate/))
    expect(parseFields({ '😀': 1 }, 'record')).toEqual({ '😀': 1 })
  })
})

describe('values', () => {
  it('stores -0 as 0, at any depth', () => {
    const { a, b } = parseFields({ a: -0, b: [{ c: -0 }] }, 'record') as { a: number; b: [{ c: number }] }
    expect(Object.is(a, 0)).toBe(true)
    expect(Object.is(b[0].c, 0)).toBe(true)
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('%d is refused', value => {
    expect(() => parseFields({ a: [value] }, 'record')).toThrow(invalid(/^record\.a\[0\]: .*finite/))
  })

  test.each([Number.MAX_VALUE, Number.MIN_VALUE, -1.5, 2 ** 53 + 2])('%d is kept', value => {
    expect(parseFields({ a: value }, 'record')).toEqual({ a: value })
  })

  test.each(['\ud83d', '\ude00', 'a\udc00b', '\ude00\ud83d'])('a lone surrogate is refused (%j)', value => {
    expect(() => parseFields({ a: { b: value } }, 'record')).toThrow(invalid(/^record\.a\.b: .*surrogate/))
  })

  it('refuses holes, and names the place', () => {
    const holey: unknown[] = [1]
    holey[2] = 3
    expect(() => parseFields({ a: holey }, 'record')).toThrow(invalid(/^record\.a\[1\]: .*holes/))
    expect(() => parseFields({ a: new Array(1) }, 'record')).toThrow(invalid(/^record\.a\[0\]: /))
  })

  test.each([
    ['undefined', undefined],
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
    ['a bigint', 1n],
    ['a Date', new Date(0)],
    ['a Map', new Map()],
    ['a Set', new Set()],
    ['a RegExp', /a/],
    ['a boxed string', Object('x')],
    ['an Error', new Error('x')],
    ['an ArrayBuffer', new ArrayBuffer(1)],
    ['a Uint8Array', new Uint8Array(1)],
    ['a Blob', new Blob()],
    ['an instance', new (class A {})()],
    ['an inheriting object', Object.create({ a: 1 })],
  ])('%s is no JSON value', (_name, value) => {
    expect(() => parseFields({ a: value }, 'record')).toThrow(invalid(/^record\.a: /))
    expect(() => parseFields({ a: [value] }, 'record')).toThrow(invalid(/^record\.a\[0\]: /))
  })

  test.each([[null], [[]], ['x'], [1], [undefined], [new Date(0)], [new Map()]])('%o is no record', value => {
    expect(() => parseFields(value, 'record')).toThrow(invalid(/^record: a record is a plain object/))
  })

  it('takes objects without a prototype', () => {
    expect(parseFields(Object.assign(Object.create(null), { a: 1 }), 'record')).toEqual({ a: 1 })
  })
})

test('whatever is JSON comes back the same, canonical, and shares nothing with what was given', () => {
  fc.assert(
    fc.property(json, value => {
      const given = { value, list: [value] }
      const before = JSON.stringify(given)
      const parsed = parseFields(given, 'record')
      expect(JSON.stringify(given)).toBe(before)
      expect(JSON.stringify(parsed)).toBe(before)
      expect(parseFields(parsed, 'record')).toStrictEqual(parsed)
      const theirs = objectsIn(given)
      for (const object of objectsIn(parsed)) expect(theirs.has(object)).toBe(false)
    }),
  )
})

const key = fc
  .string({ unit: 'grapheme', maxLength: 8 })
  .filter(name => !['__proto__', 'constructor', 'prototype'].includes(name))
const { json } = fc.letrec<{ json: unknown }>(tie => ({
  json: fc.oneof(
    { maxDepth: 6 },
    fc.constant(null),
    fc.boolean(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string({ unit: 'grapheme' }),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(key, tie('json'), { maxKeys: 4 }),
  ),
}))

function objectsIn(value: unknown, found = new Set<object>()): Set<object> {
  if (typeof value !== 'object' || value === null) return found
  found.add(value)
  for (const inner of Object.values(value)) objectsIn(inner, found)
  return found
}

describe('ids', () => {
  test.each([
    'a',
    'x'.repeat(255),
    'x'.repeat(256),
    ' ',
    '/',
    '..',
    '__proto__',
    '😀',
    'é\u0301',
    '\u202e',
    '\ufffd',
    '"',
    '\\',
  ])('%j is one', id => {
    expect(isRecordId(id)).toBe(true)
  })

  test.each([
    '',
    'x'.repeat(257),
    `${'😀'.repeat(128)}x`,
    'a\u0000',
    '\n',
    'a\n',
    '\u007f',
    '\u009f',
    '\ud800',
    'a\udc00',
    1,
    null,
    undefined,
    ['a'],
    Object('a'),
  ])('%j is none', id => {
    expect(isRecordId(id)).toBe(false)
  })
})
