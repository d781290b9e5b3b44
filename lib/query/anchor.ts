/** What every match of a selector has in common, as far as it can be looked up. */
import type { Json } from '../protocol/api.ts'
import { canonicalText } from './json.ts'
import { compareCoarsely, type End, type Range } from './range-tree.ts'
import type { ParsedCondition, ParsedSelector } from './selector.ts'

export interface Anchor {
  /** A match has one of these values at each of these paths. */
  equal: { path: string[]; values: Json[] }[]
  /** And here a value in this range. */
  range?: { path: string[]; range: Range }
}

/** More paths find hardly less. */
const maxPaths = 4
/** In so many places, at most, a selector is looked up: each value of one `$in` with each of another. */
const maxPlaces = 1_000

/** Null where a match may look like anything. */
export function anchorOf(selector: ParsedSelector): Anchor | null {
  const equal = new Map<string, { path: string[]; values: Json[] }>()
  const ranges = new Map<string, { path: string[]; range: Range }>()
  for (const { path, condition } of demandsIn(selector)) {
    const name = path.join('.')
    const values = valuesIn(condition)
    const range = values ? undefined : rangeIn(condition)
    const known = equal.get(name)
    if (values && (!known || values.length < known.values.length)) equal.set(name, { path, values })
    if (range) ranges.set(name, { path, range: narrower(ranges.get(name)?.range ?? {}, range) })
  }
  const anchor: Anchor = { equal: fewPlaces([...equal.values()]) }
  const left = [...ranges.values()].filter(({ path }) => !equal.has(path.join('.')))
  const range = left.find(({ range: { low, high } }) => low && high) ?? left[0]
  if (range) anchor.range = range
  return anchor.equal.length > 0 || range ? anchor : null
}

interface Demand {
  path: string[]
  condition: ParsedCondition
}

/** What must hold of a record, whatever else does: the parts of every `$and`. */
function demandsIn(selector: ParsedSelector): Demand[] {
  if (selector.op === '$and') return selector.of.flatMap(demandsIn)
  return selector.op === 'field' ? conditionsIn(selector.condition).map(condition => ({ ...selector, condition })) : []
}

const conditionsIn = (condition: ParsedCondition): ParsedCondition[] =>
  condition.op === 'every' ? condition.of.flatMap(conditionsIn) : [condition]

function valuesIn(condition: ParsedCondition): Json[] | undefined {
  if (condition.op === '$eq') return [condition.operand]
  if (condition.op !== '$in') return undefined
  return [...new Map(condition.operands.map(value => [canonicalText(value), value])).values()]
}

function rangeIn(condition: ParsedCondition): Range | undefined {
  switch (condition.op) {
    case '$gt':
    case '$gte':
      return { low: { value: condition.operand, open: condition.op === '$gt' } }
    case '$lt':
    case '$lte':
      return { high: { value: condition.operand, open: condition.op === '$lt' } }
  }
  return undefined
}

function narrower(a: Range, b: Range): Range {
  const low = stricter(a.low, b.low, 1)
  const high = stricter(a.high, b.high, -1)
  return { ...(low && { low }), ...(high && { high }) }
}

/** @param inwards 1 for lower ends, -1 for upper ones */
function stricter(a: End | undefined, b: End | undefined, inwards: 1 | -1): End | undefined {
  if (!a || !b) return a ?? b
  const order = compareCoarsely(a.value, b.value) * inwards
  return order > 0 || (order === 0 && a.open) ? a : b
}

/** Those with the fewest values, as many of them as stay few together; in an order that like selectors share. */
function fewPlaces(equal: Anchor['equal']): Anchor['equal'] {
  let places = 1
  const kept = equal
    .sort((a, b) => a.values.length - b.values.length)
    .filter(({ values }, i) => {
      const isKept = i < maxPaths && places * values.length <= maxPlaces
      if (isKept) places *= values.length
      return isKept
    })
  return kept.sort((a, b) => (a.path.join('.') < b.path.join('.') ? -1 : 1))
}
