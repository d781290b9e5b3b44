import type { Json } from '../protocol/api.ts'
import { canonicalText } from './json.ts'

/** A set by deep equality, so that a long `$in` or `$all` costs no more than a short one. */
export class JsonSet {
  readonly #scalars = new Set<Json>()
  readonly #texts = new Set<string>()

  constructor(values: Json[]) {
    for (const value of values) {
      if (isScalar(value)) this.#scalars.add(value)
      else this.#texts.add(canonicalText(value))
    }
  }

  has(value: Json): boolean {
    if (isScalar(value)) return this.#scalars.has(value)
    return this.#texts.size > 0 && this.#texts.has(canonicalText(value))
  }
}

const isScalar = (value: Json) => typeof value !== 'object' || value === null
