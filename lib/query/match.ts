import type { Json } from '../protocol/api.ts'
import { collate, isEqual } from './json.ts'
import { JsonSet } from './json-set.ts'
import { valueAt } from './path.ts'
import type { ParsedCondition, ParsedSelector, TypeName } from './selector.ts'

type SelectorTest = (record: Json) => boolean
/** undefined: the field is missing. */
type ConditionTest = (value: Json | undefined) => boolean

export function selectorTest(selector: ParsedSelector): SelectorTest {
  switch (selector.op) {
    case '$and':
      return every(selector.of.map(selectorTest))
    case '$or':
      return some(selector.of.map(selectorTest))
    case '$nor':
      return not(some(selector.of.map(selectorTest)))
    case '$not':
      return not(selectorTest(selector.of))
    case 'field': {
      const { path } = selector
      const test = conditionTest(selector.condition)
      return record => test(valueAt(record, path))
    }
  }
}

function conditionTest(condition: ParsedCondition): ConditionTest {
  switch (condition.op) {
    case 'every':
      return every(condition.of.map(conditionTest))
    case '$not':
      return not(conditionTest(condition.of))
    case '$exists':
      return value => (value !== undefined) === condition.exists
    case '$ne':
      return not(conditionTest({ ...condition, op: '$eq' }))
    case '$nin':
      return not(conditionTest({ ...condition, op: '$in' }))
    default: {
      const test = presentValueTest(condition)
      return value => value !== undefined && test(value)
    }
  }
}

type PresentValueCondition = Exclude<ParsedCondition, { op: 'every' | '$not' | '$exists' | '$ne' | '$nin' }>

function presentValueTest(condition: PresentValueCondition): (value: Json) => boolean {
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
      const test = elementTest(condition)
      return value => Array.isArray(value) && value.some(test)
    }
  }
}

function elementTest(match: { condition: ParsedCondition } | { selector: ParsedSelector }): (element: Json) => boolean {
  if ('condition' in match) return conditionTest(match.condition)
  const test = selectorTest(match.selector)
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
