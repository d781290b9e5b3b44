import { type Place, takeCondition } from './place.ts'
import { invalid, unsupported } from './query-error.ts'
import { isPlainObject, type Member, readArray, readJson, readObject } from './read.ts'
import { type ParsedCondition, type ParsedSelector, TYPE_NAMES } from './selector.ts'

/** Handed in: selectors hold conditions, and `$elemMatch` holds selectors. */
type ParseSelector = (value: unknown, place: Place) => ParsedSelector

/** An object without operators is a literal, as every other JSON value is. */
export function parseCondition(value: unknown, place: Place, parseSelector: ParseSelector): ParsedCondition {
  if (!isPlainObject(value) || !Object.keys(value).some(isOperator)) {
    takeCondition(place)
    return { op: '$eq', operand: readJson(value, place) }
  }
  const members = readObject(value, place)
  const stray = members.find(member => !isOperator(member.name))
  if (stray) throw invalid(stray.place.at, 'a field name cannot stand among operators')
  return { op: 'every', of: members.map(member => parseOperator(member, parseSelector)) }
}

function parseOperator({ name, value, place }: Member, parseSelector: ParseSelector): ParsedCondition {
  if (name === '$not') return { op: name, of: parseCondition(value, place, parseSelector) }
  takeCondition(place)
  switch (name) {
    case '$eq':
    case '$ne':
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return { op: name, operand: readJson(value, place) }
    case '$in':
    case '$nin':
    case '$all':
      return { op: name, operands: readArray(value, place, readJson) }
    case '$exists':
      if (typeof value !== 'boolean') throw invalid(place.at, 'must be true or false')
      return { op: name, exists: value }
    case '$size':
      if (!isCount(value)) throw invalid(place.at, 'must be a whole number, 0 or more')
      return { op: name, size: value }
    case '$type': {
      const type = TYPE_NAMES.find(known => known === value)
      if (type === undefined) throw invalid(place.at, `must be one of ${TYPE_NAMES.join(', ')}`)
      return { op: name, type }
    }
    case '$elemMatch':
      return asksElementItself(value)
        ? { op: name, condition: parseCondition(value, place, parseSelector) }
        : { op: name, selector: parseSelector(value, place) }
  }
  throw unsupported(place.at, 'this operator is not supported here')
}

const SELECTOR_OPERATORS: ReadonlySet<string> = new Set(['$and', '$or', '$nor', '$not'])

/**
 * `$elemMatch` takes operators over the element (`{ $gt: 1 }`) or a selector over its fields (`{ a: 1 }`).
 * `$not` can begin both: alone, it is what it negates.
 */
function asksElementItself(value: unknown): boolean {
  if (!isPlainObject(value)) return false
  const names = Object.keys(value)
  if (names.length === 1 && names[0] === '$not') return !isPlainObject(value.$not) || asksElementItself(value.$not)
  return names.some(name => isOperator(name) && !SELECTOR_OPERATORS.has(name))
}

const isOperator = (name: string) => name.startsWith('$')

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0
