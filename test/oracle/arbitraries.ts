/** Random records and selectors. */
import fc from 'fast-check'
import type { Json } from '../../lib/protocol/api.ts'
import { isObject, type Obj, RANKS } from './contract.ts'

const scalar = fc.constantFrom<Json>(null, false, true, -1, -0, 0, 1, 10, '', 'a', 'b', '\uffff', '😀')
const name = fc.constantFrom('a', 'b', 'length', '0', '9', '10', '!')
/** Few enough for two draws to be equal often. */
const composite = fc.constantFrom<Json>([], {}, ['a'], [0, 'a'], { a: 1 }, { b: 1, a: [] }, { a: [], b: 1 }, [{ a: 1 }])
export const { json } = fc.letrec<{ json: Json }>(tie => ({
  json: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 4, arbitrary: scalar },
    { weight: 4, arbitrary: composite },
    { weight: 1, arbitrary: fc.array(tie('json'), { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.dictionary(name, tie('json'), { maxKeys: 3 }) },
  ),
}))

export const path = fc.oneof(
  name,
  fc.constant('id'),
  fc.tuple(name, name).map(names => names.join('.')),
)
export const { selector } = fc.letrec<{ selector: Obj; condition: Json; operators: Obj; elementOperators: Obj }>(
  tie => {
    const selectors = fc.array(tie('selector'), { maxLength: 3 })
    const plain = {
      $eq: json,
      $ne: json,
      $gt: json,
      $gte: json,
      $lt: json,
      $lte: json,
      $in: fc.array(json, { maxLength: 3 }),
      $nin: fc.array(json, { maxLength: 3 }),
      $all: fc.array(json, { maxLength: 2 }),
      $exists: fc.boolean(),
      $size: fc.nat({ max: 3 }),
      $type: fc.constantFrom(...RANKS),
    }
    const oneOf = (all: Record<string, fc.Arbitrary<Json>>) =>
      fc.oneof(...Object.entries(all).map(([operator, arg]) => arg.map(value => ({ [operator]: value }) as Obj)))
    const several = (operator: fc.Arbitrary<Obj>) =>
      fc.array(operator, { minLength: 1, maxLength: 2 }).map(list => Object.assign({}, ...list) as Obj)
    return {
      selector: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        { weight: 5, arbitrary: fc.dictionary(path, tie('condition'), { maxKeys: 2 }) },
        { weight: 1, arbitrary: oneOf({ $and: selectors, $or: selectors, $nor: selectors, $not: tie('selector') }) },
        {
          weight: 1,
          arbitrary: fc.tuple(path, tie('condition'), selectors).map(([field, c, list]) => ({ [field]: c, $or: list })),
        },
      ),
      condition: fc.oneof({ maxDepth: 4 }, { weight: 1, arbitrary: json }, { weight: 4, arbitrary: tie('operators') }),
      elementOperators: several(oneOf(plain)),
      operators: several(
        fc.oneof(
          { maxDepth: 4 },
          { weight: 8, arbitrary: oneOf(plain) },
          { weight: 1, arbitrary: oneOf({ $not: tie('condition') }) },
          { weight: 2, arbitrary: oneOf({ $elemMatch: fc.oneof(tie('selector'), tie('elementOperators')) }) },
        ),
      ),
    }
  },
)
export const record = fc.dictionary(name, json, { maxKeys: 5 }).map(fields => ({ id: 'a', ...fields }))

/** A lone `$not` in `$elemMatch` can be read two ways; which one is settled by a table, not here. */
export function hasLoneNot(value: Json): boolean {
  if (Array.isArray(value)) return value.some(hasLoneNot)
  if (!isObject(value)) return false
  const { $elemMatch: match } = value
  if (match !== undefined && isObject(match) && Object.keys(match).join() === '$not') return true
  return Object.values(value).some(hasLoneNot)
}
