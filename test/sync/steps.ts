/** What happens in a schedule, one step at a time: what people do, and what goes wrong. */
import fc from 'fast-check'

const who = fc.nat({ max: 9 })
export const ids = ['a', 'b', 'c'] as const
const id = fc.constantFrom(...ids)
const when = fc.constantFrom('before', 'after')

export const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ act: fc.constant('write'), who, id }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constantFrom('delete', 'undelete'), who, id }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('type'), who, id, at: fc.nat({ max: 20 }) }) },
  { weight: 6, arbitrary: fc.record({ act: fc.constant('turn'), who }) },
  /** A turn that looks at the others only where that is due. */
  { weight: 3, arbitrary: fc.record({ act: fc.constant('tick'), who }) },
  /** The background dies at one of its requests, or at one of its transactions, and another one is started. */
  { weight: 3, arbitrary: fc.record({ act: fc.constant('die'), who, call: fc.nat({ max: 8 }), when }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('crash'), who, transaction: fc.nat({ max: 12 }), when }) },
  /** Some requests, or their answers, are lost; what was under way is cut off, or arrives in part. */
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constant('lose'),
      who,
      every: fc.integer({ min: 1, max: 4 }),
      how: fc.constantFrom('before', 'after', 'torn'),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  /** A listing is as it was some time ago. */
  { weight: 2, arbitrary: fc.record({ act: fc.constant('stale'), who, back: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('join'), who, call: fc.nat({ max: 20 }) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constantFrom('clone', 'keep', 'rollback'), who }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('compact'), who }) },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('wait'),
      who,
      ms: fc.constantFrom(1_000, 86_400_000, 7 * 86_400_000, 365 * 86_400_000, -3_600_000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('empty'), who }) },
)
export type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

export const tags = fc.constantFrom('exact', 'second', 'none')
