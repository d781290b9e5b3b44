import { parseCondition } from './parse-condition.ts'
import type { Place } from './place.ts'
import { invalid, unsupported } from './query-error.ts'
import { type Member, readArray, readObject } from './read.ts'
import type { ParsedSelector } from './selector.ts'

/** What the selector's field names are looked up in. */
type Subject = 'record' | 'element'

export function parseSelector(value: unknown, place: Place, subject: Subject = 'record'): ParsedSelector {
  return { op: '$and', of: readObject(value, place).map(member => parseMember(member, subject)) }
}

function parseMember({ name, value, place }: Member, subject: Subject): ParsedSelector {
  switch (name) {
    case '$and':
    case '$or':
    case '$nor':
      return { op: name, of: readArray(value, place, (item, at) => parseSelector(item, at, subject)) }
    case '$not':
      return { op: name, of: parseSelector(value, place, subject) }
  }
  if (name.startsWith('$')) throw unsupported(place.at, 'this operator is not supported here')
  const path = subject === 'record' ? parseRecordPath(name, place) : name.split('.')
  return { op: 'field', path, condition: parseCondition(value, place, parseElementSelector) }
}

const parseElementSelector = (value: unknown, place: Place) => parseSelector(value, place, 'element')

export function parseRecordPath(name: string, place: Place): string[] {
  if (name.startsWith('_')) throw invalid(place.at, "names that begin with _ are the broker's and cannot be queried")
  return name.split('.')
}
