import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import type { Json } from '../../lib/protocol/api.ts'
import { compileQuery } from '../../lib/query/index.ts'
import { compareKeys, type Key, keyOfValue, missingKey, unknownKey } from '../../lib/query/key.ts'
import type { Span } from '../../lib/query/spans.ts'
import { hasLoneNot, json, record, selector } from '../oracle/arbitraries.ts'
import { holds, lookUp, MISSING, order } from '../oracle/contract.ts'

const isIn = (key: Key, { from, to, fromOpen, toOpen }: Span) => {
  const [start, end] = [compareKeys(key, from), compareKeys(key, to)]
  return (fromOpen ? start > 0 : start >= 0) && (toOpen ? end < 0 : end <= 0)
}

describe('the key of a value', () => {
  it('orders as the collation does', () => {
    fc.assert(
      fc.property(json, json, (a, b) => {
        const [x, y] = [keyOfValue(a), keyOfValue(b)] as [Key, Key]
        expect(Math.sign(compareKeys(x, y))).toBe(Math.sign(order(a, b)))
      }),
      { numRuns: 3_000 },
    )
  })

  it('lies between what is missing and what is too long', () => {
    fc.assert(
      fc.property(json, value => {
        const key = keyOfValue(value) as Key
        expect([compareKeys(missingKey, key), compareKeys(key, unknownKey)].map(Math.sign)).toEqual([-1, -1])
      }),
    )
    expect(keyOfValue(undefined)).toBe(missingKey)
  })

  test.each<[string, Json]>([
    ['a string', 'x'.repeat(600)],
    ['a list', Array.from({ length: 300 }, () => 1)],
    ['names', { ['x'.repeat(600)]: 1 }],
    ['a nested string', [{ a: ['x'.repeat(600)] }]],
  ])('is none where it would be long: %s', (_what, value) => {
    expect(keyOfValue(value)).toBeNull()
  })
})

describe('the conditions of a selector', () => {
  it('hold every match, and nothing else where they say so', () => {
    let telling = 0
    let exact = 0
    fc.assert(
      fc.property(selector, fc.array(record, { minLength: 5, maxLength: 5 }), (asked, records) => {
        fc.pre(!hasLoneNot(asked))
        const { conditions } = compileQuery({ selector: asked })
        for (const one of records) {
          const isMatch = holds(asked, one)
          const inAll = conditions.list.map(({ path, spans }) => {
            const value = lookUp(one, path.split('.'))
            const key = keyOfValue(value === MISSING ? undefined : value) as Key
            return spans.some(span => isIn(key, span))
          })
          telling += inAll.length
          if (isMatch) expect(inAll).not.toContain(false)
          if (conditions.isAll && conditions.list.every(({ isExact }) => isExact)) {
            exact++
            expect(isMatch).toBe(!inAll.includes(false))
          }
        }
      }),
      { numRuns: 3_000 },
    )
    expect(telling).toBeGreaterThan(3_000)
    expect(exact).toBeGreaterThan(1_000)
  })

  test.each<[string, object, string[]]>([
    ['equality', { a: 1 }, ['a']],
    ['equality before ranges', { a: { $gt: 1 }, b: 'x' }, ['b', 'a']],
    ['below $and', { $and: [{ a: 1 }, { $and: [{ b: { $in: [1, 2] } }] }] }, ['a', 'b']],
    ['none of $or, $nor and $not', { $or: [{ a: 1 }], $nor: [{ b: 1 }], $not: { c: 1 } }, []],
    ['none of negations', { a: { $ne: 1 }, b: { $nin: [1] }, c: { $not: { $gt: 1 } } }, []],
    ['a path', { 'a.b.0': { $lte: 3 } }, ['a.b.0']],
  ])('are told by %s', (_what, asked, paths) => {
    expect(compileQuery({ selector: asked }).conditions.list.map(({ path }) => path)).toEqual(paths)
  })

  it('that contradict each other hold nothing', () => {
    for (const asked of [{ $gt: 5, $lt: 3 }, { $in: [] }, { $type: 'null', $gt: 0 }, { $gt: 5, $lte: 5 }]) {
      expect(compileQuery({ selector: { a: asked } }).conditions.list).toMatchObject([{ path: 'a', spans: [] }])
    }
  })
})
