import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import type { Json } from '../../lib/protocol/api.ts'
import { collate, compileQuery, PredicateIndex } from '../../lib/query/index.ts'
import { compareCoarsely, type End, type Range, RangeTree } from '../../lib/query/range-tree.ts'

type Obj = Record<string, Json>

const indexOf = (selectors: Obj[]) => {
  const index = new PredicateIndex<number>()
  for (const [i, selector] of selectors.entries()) index.add(compileQuery({ selector }).selector, i)
  return index
}

function foundIn(index: PredicateIndex<number>, record: Obj): number[] {
  const found: number[] = []
  index.visit(record, i => found.push(i))
  expect(new Set(found).size).toBe(found.length)
  return found.sort((a, b) => a - b)
}

const matching = (selectors: Obj[], record: Obj) =>
  [...selectors.keys()].filter(i => compileQuery({ selector: selectors[i] }).matches(record))

const scalar = fc.constantFrom<Json>(null, false, true, -1, 0, 1, 2, 10, '', 'a', 'b', '\uffff', '😀')
const value = fc.oneof(
  { weight: 4, arbitrary: scalar },
  { weight: 1, arbitrary: fc.constantFrom<Json>([], {}, [1], [1, 'a'], { a: 1 }, { a: 2 }, [{ a: 1 }]) },
)
const name = fc.constantFrom('a', 'b', 'c', 'id')
const path = fc.oneof(
  { weight: 4, arbitrary: name },
  { weight: 1, arbitrary: fc.constantFrom('a.a', 'a.0', 'b.length') },
)
const rangeOperator = fc.constantFrom('$gt', '$gte', '$lt', '$lte')

/** Conditions that a selector is found by. */
const keyed = (of: fc.Arbitrary<Json>): fc.Arbitrary<Json> =>
  fc.oneof(
    of.map(operand => ({ $eq: operand })),
    fc.array(of, { maxLength: 3 }).map(operands => ({ $in: operands })),
    fc.array(fc.tuple(rangeOperator, of), { minLength: 1, maxLength: 3 }).map(list => Object.fromEntries(list) as Obj),
  )
const other = fc.oneof<fc.Arbitrary<Json>[]>(
  value.map(operand => ({ $ne: operand })),
  fc.boolean().map(exists => ({ $exists: exists })),
  value.map(operand => ({ $not: { $gt: operand } })),
  value.map(operand => ({ $elemMatch: { $eq: operand } })),
)
const { selector } = fc.letrec<{ selector: Obj }>(tie => ({
  selector: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    {
      weight: 6,
      arbitrary: fc.dictionary(path, fc.oneof({ weight: 4, arbitrary: keyed(value) }, other), { maxKeys: 3 }),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(
          fc.constantFrom('$and', '$and', '$or', '$nor'),
          fc.array(tie('selector'), { maxLength: 3 }),
          fc.dictionary(path, keyed(value), { maxKeys: 1 }),
        )
        .map(([operator, list, more]) => ({ ...more, [operator]: list })),
    },
    { weight: 1, arbitrary: tie('selector').map(negated => ({ $not: negated })) },
  ),
}))
const record = fc.dictionary(name, value, { maxKeys: 4 })

describe('a record finds', () => {
  test('every selector that it matches', () => {
    let left = 0
    let matched = 0
    fc.assert(
      fc.property(fc.array(selector, { maxLength: 12 }), fc.array(record, { maxLength: 6 }), (selectors, records) => {
        const index = indexOf(selectors)
        for (const one of records) {
          const found = foundIn(index, one)
          const wanted = matching(selectors, one)
          expect(found).toEqual(expect.arrayContaining(wanted))
          matched += wanted.length
          left += selectors.length - found.length
        }
      }),
      { numRuns: 2_000 },
    )
    // It is worth nothing if most are found by all, or if nothing matches at all.
    expect(left).toBeGreaterThan(5_000)
    expect(matched).toBeGreaterThan(5_000)
  })

  test('no other, where all are asked for plain values and one range', () => {
    const equality = keyed(scalar).filter(condition => '$eq' in (condition as Obj) || '$in' in (condition as Obj))
    const range = keyed(scalar).filter(condition => !('$eq' in (condition as Obj) || '$in' in (condition as Obj)))
    const plain = fc
      .tuple(fc.dictionary(fc.constantFrom('a', 'b'), equality, { maxKeys: 2 }), fc.option(range, { nil: undefined }))
      .map(([equal, c]) => (c === undefined ? equal : { ...equal, c }) as Obj)
      .filter(asked => Object.keys(asked).length > 0)
    const values = fc.dictionary(fc.constantFrom('a', 'b', 'c'), scalar)
    fc.assert(
      fc.property(fc.array(plain, { maxLength: 12 }), values, (selectors, one) => {
        expect(foundIn(indexOf(selectors), one)).toEqual(matching(selectors, one))
      }),
      { numRuns: 2_000 },
    )
  })

  test('none that was taken away, and all others still', () => {
    fc.assert(
      fc.property(fc.array(selector, { maxLength: 12 }), fc.nat(), record, (selectors, which, one) => {
        const index = indexOf(selectors)
        const gone = [...selectors.keys()].filter(i => (which >> i) & 1)
        const before = foundIn(index, one)
        for (const i of gone) index.delete(compileQuery({ selector: selectors[i] }).selector, i)
        expect(foundIn(index, one)).toEqual(before.filter(i => !gone.includes(i)))
        for (const i of selectors.keys()) index.delete(compileQuery({ selector: selectors[i] }).selector, i)
        expect(index.isEmpty).toBe(true)
      }),
    )
  })

  it('is three of a thousand, whatever they ask for', () => {
    const kinds: ((i: number) => Obj)[] = [
      i => ({ a: Math.floor(i / 3) }),
      i => ({ kind: 'task', a: { $in: [Math.floor(i / 3), -1] } }),
      i => ({
        $and: [{ kind: 'task' }, { $and: [{ a: { $gte: Math.floor(i / 3) } }] }, { a: { $lt: Math.floor(i / 3) + 1 } }],
      }),
      i => ({ 'deep.a': Math.floor(i / 3), $or: [{ kind: 'task' }, { kind: 'note' }] }),
    ]
    const one = { kind: 'task', a: 100, deep: { a: 100 } }
    for (const kind of kinds) {
      const index = indexOf(Array.from({ length: 999 }, (_, i) => kind(i)))
      expect(foundIn(index, one)).toEqual([300, 301, 302])
    }
  })

  it('what may be asked for in very many places, all the same', () => {
    const many = Array.from({ length: 200 }, (_, i) => i)
    const index = indexOf([
      { a: { $in: many }, b: { $in: many } },
      { a: { $in: [...many, ...many.map(i => i + 1_000)] } },
    ])
    expect(foundIn(index, { a: 7, b: 7 })).toEqual([0, 1])
    expect(foundIn(index, { a: 1_007, b: 7 })).toEqual([1])
    // Forty thousand places for one selector would be too many: the one of the two that is left finds a little more.
    expect(foundIn(index, { a: 7, b: 999 })).toEqual([0, 1])
  })
})

describe('ranges', () => {
  const end = fc.option(fc.record<End>({ value, open: fc.boolean() }), { nil: undefined })
  const range: fc.Arbitrary<Range> = fc
    .record({ low: end, high: end })
    .map(({ low, high }) => ({ ...(low && { low }), ...(high && { high }) }))
  const isInside = ({ low, high }: Range, inside: Json) => {
    const after = low ? collate(inside, low.value) : 1
    const before = high ? collate(inside, high.value) : -1
    return (after > 0 || (after === 0 && !low?.open)) && (before < 0 || (before === 0 && !high?.open))
  }

  test('come and go, and a value finds those that hold it', () => {
    fc.assert(
      fc.property(fc.array(range, { maxLength: 40 }), fc.nat(), fc.array(value), (ranges, which, values) => {
        const tree = new RangeTree<number>()
        for (const [i, one] of ranges.entries()) tree.add(one, i)
        const left = [...ranges.keys()].filter(i => !((which >> (i % 30)) & 1))
        for (const i of ranges.keys()) if (!left.includes(i)) tree.delete(i)
        expect(tree.size).toBe(left.length)
        for (const one of values) {
          const found: number[] = []
          tree.visit(one, i => found.push(i))
          const wanted = left.filter(i => isInside(ranges[i] as Range, one))
          expect(left).toEqual(expect.arrayContaining(found))
          expect(found).toEqual(expect.arrayContaining(wanted))
          if (typeof one !== 'object') expect(found.length).toBe(wanted.length)
        }
      }),
      { numRuns: 1_000 },
    )
  })

  test.each<[string, (i: number) => number]>([
    ['rising', i => i],
    ['falling', i => 9_999 - i],
    ['from both ends inwards', i => (i % 2 ? 9_999 - (i >> 1) : i >> 1)],
    ['from the middle outwards', i => 5_000 + (i % 2 ? -1 - (i >> 1) : i >> 1)],
  ])('that come %s are not all looked at', (_, nth) => {
    let looks = 0
    const counted = (n: number): End => ({
      open: false,
      get value() {
        looks++
        return n
      },
    })
    const tree = new RangeTree<number>()
    for (let i = 0; i < 10_000; i++) tree.add({ low: counted(nth(i)), high: counted(nth(i) + 2) }, nth(i))
    looks = 0
    const found: number[] = []
    tree.visit(5_000, i => found.push(i))
    expect(found).toEqual([4_998, 4_999, 5_000])
    expect(looks).toBeLessThan(200)
  })

  it('with several ends are as narrow as the narrowest', () => {
    const index = indexOf([
      { a: { $gt: 1, $gte: 1, $lt: 3, $lte: 3 } },
      { $and: [{ a: { $gte: 0 } }, { a: { $gte: 1, $lt: 9 } }, { a: { $lte: 3 } }] },
    ])
    const founds = [0, 1, 2, 3, 4].map(a => foundIn(index, { a }))
    expect(founds).toEqual([[], [1], [0, 1], [1], []])
  })

  test('the coarse order never contradicts the whole one', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        const [coarse, whole] = [Math.sign(compareCoarsely(a, b)), Math.sign(collate(a, b))]
        if (coarse !== 0) expect(coarse).toBe(whole)
        else if (typeof a !== 'object' || a === null) expect(whole).toBe(0)
      }),
      { numRuns: 2_000 },
    )
  })
})
