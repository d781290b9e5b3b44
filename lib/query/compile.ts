import type { Json } from '../protocol/api.ts'
import { canonicalText } from './json.ts'
import { type Check, type Pace, selectorTest } from './match.ts'
import { parseQuery } from './parse-query.ts'
import { parseSelector } from './parse-selector.ts'
import { startAt } from './place.ts'
import type { ParsedSelector } from './selector.ts'
import type { SortField } from './sort.ts'
import { type Conditions, conditionsOf } from './spans.ts'

/** Plain JSON, without the fields that the asker may not see. */
type VisibleRecord = Record<string, unknown>

export interface CompiledQuery {
  selector: ParsedSelector
  /** @param check throws when it takes too long */
  matches(record: VisibleRecord, check?: Check): boolean
  /** What an index can tell of it. Made when it is asked for. */
  readonly conditions: Conditions
  sort: SortField[]
  limit: number
  fields?: string[]
  /** As it came: `page` reads it. */
  cursor?: string
  /** One text for one selector, sort and set of fields. Cursors are bound to it; the limit may change between pages. */
  key: string
}

export function compileQuery(query: unknown = {}): CompiledQuery {
  const { selector, sort, limit, fields, cursor } = parseQuery(query)
  return {
    selector,
    matches: matcher(selector),
    get conditions() {
      return conditionsOf(selector)
    },
    sort,
    limit,
    ...(fields && { fields }),
    ...(cursor !== undefined && { cursor }),
    key: canonicalText({ selector, sort, fields: fields ? [...new Set(fields)].sort() : null }),
  }
}

/** `at` is what the messages call the selector. */
export function compileSelector(selector: unknown, at = 'selector'): (record: VisibleRecord) => boolean {
  return matcher(parseSelector(selector, startAt(at)))
}

const unchecked: Check = () => {}

function matcher(selector: ParsedSelector): (record: VisibleRecord, check?: Check) => boolean {
  const pace: Pace = { check: unchecked }
  const test = selectorTest(selector, pace)
  return (record, check = unchecked) => {
    pace.check = check
    return test(record as Json)
  }
}
