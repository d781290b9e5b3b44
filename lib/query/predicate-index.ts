/**
 * Selectors, where a record finds those that it may match: the other way round than an index, which holds records and
 * is asked by selectors. What a record finds costs as much as there are kinds of questions, not as there are questions.
 */
import type { Json } from '../protocol/api.ts'
import { type Anchor, anchorOf } from './anchor.ts'
import { canonicalText } from './json.ts'
import { valueAt } from './path.ts'
import { RangeTree } from './range-tree.ts'
import type { ParsedSelector } from './selector.ts'

/** Selectors that ask for values at the same paths, and for a range at the same one. */
interface Kind<T> {
  equal: string[][]
  range: string[] | undefined
  /** By the values that they ask for. */
  places: Map<string, RangeTree<T>>
}

export class PredicateIndex<T> {
  readonly #kinds = new Map<string, Kind<T>>()
  /** Those that any record may match. */
  readonly #others = new Set<T>()

  get isEmpty(): boolean {
    return this.#kinds.size === 0 && this.#others.size === 0
  }

  /** Each item once. */
  add(selector: ParsedSelector, item: T): void {
    const anchor = anchorOf(selector)
    if (!anchor) {
      this.#others.add(item)
      return
    }
    const name = kindOf(anchor)
    const paths = { equal: anchor.equal.map(({ path }) => path), range: anchor.range?.path }
    const kind = this.#kinds.get(name) ?? { ...paths, places: new Map() }
    for (const place of placesOf(anchor)) {
      const tree = kind.places.get(place) ?? new RangeTree()
      tree.add(anchor.range?.range ?? {}, item)
      kind.places.set(place, tree)
    }
    if (kind.places.size > 0) this.#kinds.set(name, kind) // an `$in` of nothing is found by nothing
  }

  /** @param selector the one that it was added with */
  delete(selector: ParsedSelector, item: T): void {
    this.#others.delete(item)
    const anchor = anchorOf(selector)
    const name = anchor && kindOf(anchor)
    const kind = name === null ? undefined : this.#kinds.get(name)
    if (!anchor || !kind || name === null) return
    for (const place of placesOf(anchor)) {
      const tree = kind.places.get(place)
      tree?.delete(item)
      if (tree?.size === 0) kind.places.delete(place)
    }
    if (kind.places.size === 0) this.#kinds.delete(name)
  }

  /** All whose selectors match the record, and some more. */
  visit(record: Json, found: (item: T) => void): void {
    for (const item of this.#others) found(item)
    const texts = new Texts(record)
    for (const { equal, range, places } of this.#kinds.values()) {
      const place = texts.placeAt(equal)
      const tree = place === undefined ? undefined : places.get(place)
      if (!tree) continue
      const value = range ? valueAt(record, range) : null
      if (value !== undefined) tree.visit(value, found)
    }
  }
}

/** A record's values by name. Each is written out once, however many kinds of selectors look at it. */
class Texts {
  readonly #record: Json
  readonly #known = new Map<string, string | undefined>()

  constructor(record: Json) {
    this.#record = record
  }

  /** Undefined where one of the paths leads nowhere: then every condition on it is false. */
  placeAt(paths: string[][]): string | undefined {
    const texts: string[] = []
    for (const path of paths) {
      const text = this.#at(path)
      if (text === undefined) return undefined
      texts.push(text)
    }
    return placeOf(texts)
  }

  #at(path: string[]): string | undefined {
    const name = path.join('.')
    if (!this.#known.has(name)) {
      const value = valueAt(this.#record, path)
      this.#known.set(name, value === undefined ? undefined : canonicalText(value))
    }
    return this.#known.get(name)
  }
}

/** JSON has no line ends of its own. */
const placeOf = (texts: string[]): string => texts.join('\n')

const kindOf = ({ equal, range }: Anchor): string =>
  JSON.stringify([equal.map(({ path }) => path), range?.path ?? null])

/** Every combination of the values. */
function placesOf({ equal }: Anchor): string[] {
  const combinations = equal.reduce<string[][]>(
    (all, { values }) => all.flatMap(before => values.map(value => [...before, canonicalText(value)])),
    [[]],
  )
  return combinations.map(placeOf)
}
