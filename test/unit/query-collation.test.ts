import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import type { Json } from '../../lib/protocol/api.ts'
import { collate } from '../../lib/query/index.ts'

/** Each comes before the next. */
const ladder: Json[] = [
  null,
  false,
  true,
  -1e308,
  -1,
  0,
  5e-324,
  1,
  2,
  10,
  1e308,
  '',
  '\u0000',
  '10',
  '9',
  'A',
  'B',
  'a',
  'aa',
  'b',
  'é',
  // By code unit the surrogates of 😀 (U+D83D …) come before U+FFFF.
  '😀',
  '\uffff',
  [],
  [null],
  [1],
  [1, 0],
  ['a'],
  [[]],
  [{}],
  {},
  { '!': 9 },
  { '10': 1 },
  { '9': 1 },
  { a: 1 },
  { a: 1, b: 1 },
  { a: 1, b: 2 },
  { a: 1, c: 1 },
  { a: 2 },
  { b: 0 },
]

describe('collate', () => {
  test.each(ladder.slice(1).map((value, index) => [ladder[index]!, value] as [Json, Json]))('%j < %j', (a, b) => {
    expect(collate(a, b)).toBeLessThan(0)
    expect(collate(b, a)).toBeGreaterThan(0)
  })

  it('holds 0 and -0 for equal', () => {
    expect(collate(0, -0)).toBe(0)
    expect(collate([0], [-0])).toBe(0)
  })

  it('agrees with equality: the order of keys does not matter', () => {
    expect(collate({ a: 1, b: { c: 1, d: 2 } }, { b: { d: 2, c: 1 }, a: 1 })).toBe(0)
  })

  const json = fc.oneof(fc.constantFrom(...ladder), fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>)

  it('is antisymmetric', () => {
    fc.assert(
      fc.property(json, json, (a, b) => {
        expect(Math.sign(collate(a, b)) + Math.sign(collate(b, a))).toBe(0)
      }),
    )
  })

  it('is transitive', () => {
    fc.assert(
      fc.property(json, json, json, (a, b, c) => {
        fc.pre(collate(a, b) <= 0 && collate(b, c) <= 0)
        expect(collate(a, c)).toBeLessThanOrEqual(0)
      }),
      { numRuns: 1_000 },
    )
  })

  it('is 0 for equal values alone', () => {
    fc.assert(
      fc.property(json, json, (a, b) => {
        expect(collate(a, structuredClone(a))).toBe(0)
        if (collate(a, b) === 0) expect(withoutMinusZero(a)).toEqual(withoutMinusZero(b))
      }),
    )
  })
})

const withoutMinusZero = (value: Json): Json => JSON.parse(JSON.stringify(value))
