import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decide } from '../../lib/broker/decide.ts'
import { decideAgain } from '../../lib/broker/known-views.ts'
import { unusedFor } from '../../lib/broker/parts.ts'
import type { Verb } from '../../lib/protocol/api.ts'
import type { GrantRow } from '../../lib/store/index.ts'
import { part } from './rows.ts'

const origin = 'https://a.test'
const asked: (readonly Verb[])[] = [['read'], ['create', 'update']]

/** Moments close to those at which something ends. */
const moment = fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: unusedFor - 5, max: unusedFor + 60 }))
const parts = fc.array(
  fc.record({
    access: fc.subarray<Verb>(['read', 'create', 'update'], { minLength: 1 }),
    expiresAt: fc.option(fc.integer({ min: 0, max: 60 }), { nil: null }),
    since: fc.integer({ min: 0, max: 50 }),
  }),
  { maxLength: 4 },
)

// Tried with `until: Infinity`: access that had ended was allowed.
test('what was decided before is what would be decided now, whenever and in whatever order it is asked', () => {
  fc.assert(
    fc.property(
      fc.array(parts, { minLength: 1, maxLength: 3 }),
      fc.array(fc.tuple(moment, fc.nat(1), fc.nat(3), fc.boolean()), { minLength: 1, maxLength: 30 }),
      (rows, questions) => {
        const grants = rows.map((all, i): GrantRow => {
          return {
            origin,
            space: 's',
            collection: `c${i}`,
            parts: all.map(one => part({ ...one, lifetime: 'always' })),
          }
        })
        for (const [now, verbs, collection, isUsed] of questions) {
          const request = { origin, collection: `c${collection}`, verbs: asked[verbs] as readonly Verb[] }
          expect(decideAgain(grants, request, now)).toEqual(decide(grants, request, now))
          const [row] = grants
          if (isUsed && row) row.usedAt = Math.max(row.usedAt ?? 0, now)
        }
      },
    ),
  )
})
