import fc from 'fast-check'
import { expect, test } from 'vitest'
import { collate, compileSelector } from '../../lib/query/index.ts'
import { hasLoneNot, json, record, selector } from '../oracle/arbitraries.ts'
import { holds, order } from '../oracle/contract.ts'

test('selectors match what the contract says', () => {
  let matched = 0
  fc.assert(
    fc.property(selector, fc.array(record, { minLength: 5, maxLength: 5 }), (asked, records) => {
      fc.pre(!hasLoneNot(asked))
      const matches = compileSelector(asked)
      for (const one of records) {
        const expected = holds(asked, one)
        if (expected) matched += 1
        expect(matches(one)).toBe(expected)
      }
    }),
    { numRuns: 3_000 },
  )
  // Of 15,000: the generators must not drift to where all answers are alike.
  expect(matched).toBeGreaterThan(2_000)
  expect(matched).toBeLessThan(13_000)
})

test('the collation is the one that the contract says', () => {
  fc.assert(
    fc.property(json, json, (a, b) => {
      expect(Math.sign(collate(a, b))).toBe(Math.sign(order(a, b)))
    }),
    { numRuns: 3_000 },
  )
})
