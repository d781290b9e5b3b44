/** All open watches. What a group of commits has changed comes to those alone that it may concern. */
import type { ParsedSelector } from '../query/index.ts'
import type { GroupEvent } from '../store/index.ts'
import { Sights } from './sights.ts'
import { WatchedCollection } from './watched-collection.ts'

export interface Watch {
  readonly origin: string
  readonly space: string
  readonly collection: string
  /** One text, or the records that match. */
  readonly looksAt: { id: string; field: string } | { selector: ParsedSelector }
  /** A group of commits, of which it is given what may concern it. */
  group(event: GroupEvent, sights: Sights): void
  refresh(): void
  /** The origin's grants have changed. */
  recheck(): void
}

export class Watches {
  readonly #byCollection = new Map<string, WatchedCollection>()
  /** They are told in the order in which they were opened. */
  readonly #order = new Map<Watch, number>()
  #last = 0

  add(watch: Watch): void {
    const name = nameOf(watch.space, watch.collection)
    const known = this.#byCollection.get(name) ?? new WatchedCollection()
    known.add(watch)
    this.#byCollection.set(name, known)
    this.#order.set(watch, ++this.#last)
  }

  delete(watch: Watch): void {
    const name = nameOf(watch.space, watch.collection)
    const known = this.#byCollection.get(name)
    known?.delete(watch)
    if (known?.isEmpty) this.#byCollection.delete(name)
    this.#order.delete(watch)
  }

  isWatched(space: string, collection: string): boolean {
    return this.#byCollection.has(nameOf(space, collection))
  }

  /** Whether somebody has this text open: then a string put over it must not tear it off its Yjs document. */
  hasText([space, collection, id]: readonly [string, string, string], field: string): boolean {
    return (this.#byCollection.get(nameOf(space, collection))?.textsOf(id, field) ?? []).length > 0
  }

  group(event: GroupEvent): void {
    const sights = new Sights()
    const parts = this.#partsOf(event)
    const orderOf = (watch: Watch) => this.#order.get(watch) ?? 0
    for (const watch of [...parts.keys()].sort((a, b) => orderOf(a) - orderOf(b))) {
      watch.group(parts.get(watch) as GroupEvent, sights)
    }
  }

  refreshAll(): void {
    for (const watches of this.#byCollection.values()) for (const watch of watches) watch.refresh()
  }

  recheck(origin: string): void {
    for (const watches of this.#byCollection.values()) {
      for (const watch of watches) if (watch.origin === origin) watch.recheck()
    }
  }

  /** What of a group each watch is given. */
  #partsOf({ n, at, changes, texts }: GroupEvent): Map<Watch, GroupEvent> {
    const parts = new Map<Watch, GroupEvent>()
    const partOf = (watch: Watch): GroupEvent => {
      const known = parts.get(watch)
      if (known) return known
      const part = { n, at, changes: [], texts: [] }
      parts.set(watch, part)
      return part
    }
    for (const change of changes) {
      const [space, collection] = change.key
      this.#byCollection.get(nameOf(space, collection))?.ofChange(change, watch => {
        const part = partOf(watch)
        if (part.changes.at(-1) !== change) part.changes.push(change) // found by what it was and by what it is
      })
    }
    for (const text of texts) {
      const [space, collection] = text.key
      this.#byCollection.get(nameOf(space, collection))?.ofText(text, watch => partOf(watch).texts.push(text))
    }
    return parts
  }
}

const nameOf = (space: string, collection: string) => `${space} ${collection}`
