import type { Json } from '../protocol/api.ts'
import { collate, isEqual } from './json.ts'
import { JsonSet } from './json-set.ts'
import { valueAt } from './path.ts'
import type { ParsedCondition, ParsedSelector, TypeName } from './selector.ts'

/** Called before each look into a list or an object; it throws when the looking has taken too long. */
export type Check = () => void
/** Holds the check of the record that is being looked at. */
export interface Pace {
  check: Check
}

type SelectorTest = (record: Json) => boolean
/** undefined: the field is missing. */
type ConditionTest = (value: Json | undefined) => boolean

export function selectorTest(selector: ParsedSelector, pace: Pace): SelectorTest {
  const testOf = (part: ParsedSelector) => selectorTest(part, pace)
  switch (selector.op) {
    case '$and':
      return every(selector.of.map(testOf))
    case '$or':
      return some(selector.of.map(testOf))
    case '$nor':
      return not(some(selector.of.map(testOf)))
    case '$not':
      return not(testOf(selector.of))
    case 'field': {
      const { path } = selector
      const test = conditionTest(selector.condition, pace)
      return record => test(valueAt(record, path))
    }
  }
}

function conditionTest(condition: ParsedCondition, pace: Pace): ConditionTest {
  switch (condition.op) {
    case 'every':
      return every(condition.of.map(part => conditionTest(part, pace)))
    case '$not':
      return not(conditionTest(condition.of, pace))
    case '$exists':
      return value => (value !== undefined) === condition.exists
    case '$ne':
      return not(conditionTest({ ...condition, op: '$eq' }, pace))
    case '$nin':
      return not(conditionTest({ ...condition, op: '$in' }, pace))
    default: {
      const test = presentValueTest(condition, pace)
      return value => {
        if (value === undefined) return false
        // A thousand conditions on a record of a megabyte would take minutes.
        if (typeof value === 'object') pace.check()
        return test(value)
      }
    }
  }
}

type PresentValueCondition = Exclude<ParsedCondition, { op: 'every' | '$not' | '$exists' | '$ne' | '$nin' }>

function presentValueTest(condition: PresentValueCondition, pace: Pace): (value: Json) => boolean {
  switch (condition.op) {
    case '$eq':
      return value => isEqual(value, condition.operand)
    case '$gt':
      return value => collate(value, condition.operand) > 0
    case '$gte':
      return value => collate(value, condition.operand) >= 0
    case '$lt':
      return value => collate(value, condition.operand) < 0
    case '$lte':
      return value => collate(value, condition.operand) <= 0
    case '$in': {
      const operands = new JsonSet(condition.operands)
      return value => operands.has(value)
    }
    case '$all':
      return value => Array.isArray(value) && hasAll(value, condition.operands)
    case '$size':
      return value => Array.isArray(value) && value.length === condition.size
    case '$type':
      return value => typeName(value) === condition.type
    case '$elemMatch': {
      const test = elementTest(condition, pace)
      return value => Array.isArray(value) && value.some(test)
    }
  }
}

function elementTest(
  match: { condition: ParsedCondition } | { selector: ParsedSelector },
  pace: Pace,
): (element: Json) => boolean {
  if ('condition' in match) return conditionTest(match.condition, pace)
  const test = selectorTest(match.selector, pace)
  return element => typeName(element) === 'object' && test(element)
}

function hasAll(values: Json[], wanted: Json[]): boolean {
  const present = new JsonSet(values)
  return wanted.every(value => present.has(value))
}

function typeName(value: Json): TypeName {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value as 'boolean' | 'number' | 'string' | 'object'
}

type Test<T> = (value: T) => boolean

function every<T>(tests: Test<T>[]): Test<T> {
  const [only] = tests
  return only && tests.length === 1 ? only : value => tests.every(test => test(value))
}

function some<T>(tests: Test<T>[]): Test<T> {
  return value => tests.some(test => test(value))
}

function not<T>(test: Test<T>): Test<T> {
  return value => !test(value)
}
