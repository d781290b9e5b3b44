/** The open watches of one collection, found by what they look at. */
import type { Json } from '../protocol/api.ts'
import { PredicateIndex } from '../query/index.ts'
import type { LoadedRecord, RecordChange, TextChange } from '../store/index.ts'
import { pick } from './show.ts'
import type { Watch } from './watches.ts'

export class WatchedCollection {
  readonly #all = new Set<Watch>()
  /** Record → the watches of its texts. */
  readonly #texts = new Map<string, Set<Watch>>()
  readonly #queries = new PredicateIndex<Watch>()

  get isEmpty(): boolean {
    return this.#all.size === 0
  }

  [Symbol.iterator](): Iterator<Watch> {
    return [...this.#all][Symbol.iterator]()
  }

  add(watch: Watch): void {
    this.#all.add(watch)
    const { looksAt } = watch
    if ('selector' in looksAt) {
      this.#queries.add(looksAt.selector, watch)
      return
    }
    const known = this.#texts.get(looksAt.id)
    if (known) known.add(watch)
    else this.#texts.set(looksAt.id, new Set([watch]))
  }

  delete(watch: Watch): void {
    if (!this.#all.delete(watch)) return
    const { looksAt } = watch
    if ('selector' in looksAt) {
      this.#queries.delete(looksAt.selector, watch)
      return
    }
    const known = this.#texts.get(looksAt.id)
    known?.delete(watch)
    if (known?.size === 0) this.#texts.delete(looksAt.id)
  }

  textsOf(id: string, field: string): Watch[] {
    return [...(this.#texts.get(id) ?? [])].filter(({ looksAt }) => 'field' in looksAt && looksAt.field === field)
  }

  /**
   * Finds the watches that a change may concern, by the whole record as it was and as it is; which of its fields each
   * of them may see is not looked at here. Nothing is missed: what a watch's view hides is missing for it (law 9), and
   * a selector is found by conditions alone that are false where the field is missing. So a record that a watch matches
   * shows it those fields, and has there just what is looked up. Who finds nothing to tell says nothing, whether the
   * record does not match or is hidden: no site learns by what it was found.
   */
  ofChange({ key: [, , id], before, after }: RecordChange, found: (watch: Watch) => void): void {
    for (const watch of this.#texts.get(id) ?? []) found(watch)
    if (this.#queries.isEmpty) return
    for (const record of [before, after]) if (record?.alive) this.#queries.visit(whole(record), found)
  }

  ofText({ key: [, , id], field }: TextChange, found: (watch: Watch) => void): void {
    for (const watch of this.textsOf(id, field)) found(watch)
  }
}

const whole = (record: LoadedRecord) => pick(record, '*') as Json
