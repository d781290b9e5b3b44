/** What queries keep asking for. In memory alone: what is still wanted will be asked for again. */

/** As often as this a query has to go without an index before it gets one. */
const enough = 3
/** Names that are remembered. A site may ask for anything. */
const maxNames = 1_000

export class Wishes {
  readonly #counts = new Map<string, number>()

  /** @returns whether it has been asked for often enough */
  count(space: string, collection: string, path: string): boolean {
    const name = JSON.stringify([space, collection, path])
    const count = (this.#counts.get(name) ?? 0) + 1
    this.#counts.delete(name)
    if (count >= enough) return true
    this.#counts.set(name, count)
    for (const oldest of this.#counts.keys()) {
      if (this.#counts.size <= maxNames) break
      this.#counts.delete(oldest)
    }
    return false
  }
}
