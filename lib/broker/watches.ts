/** All open watches, found by what they look at. */
import type { GroupEvent } from '../store/index.ts'

export interface Watch {
  readonly origin: string
  readonly space: string
  readonly collection: string
  /** Set for a watch of one text. */
  readonly text?: { id: string; field: string }
  /** A group of commits touched its collection. */
  group(event: GroupEvent): void
  refresh(): void
  /** The origin's grants have changed. */
  recheck(): void
}

export class Watches {
  readonly #byCollection = new Map<string, Set<Watch>>()

  add(watch: Watch): void {
    const name = nameOf(watch.space, watch.collection)
    const known = this.#byCollection.get(name)
    if (known) known.add(watch)
    else this.#byCollection.set(name, new Set([watch]))
  }

  delete(watch: Watch): void {
    const name = nameOf(watch.space, watch.collection)
    const known = this.#byCollection.get(name)
    known?.delete(watch)
    if (known?.size === 0) this.#byCollection.delete(name)
  }

  isWatched(space: string, collection: string): boolean {
    return this.#byCollection.has(nameOf(space, collection))
  }

  /** Whether somebody has this text open: then a string put over it must not tear it off its Yjs document. */
  hasText([space, collection, id]: readonly [string, string, string], field: string): boolean {
    const known = this.#byCollection.get(nameOf(space, collection)) ?? []
    return [...known].some(({ text }) => text?.id === id && text.field === field)
  }

  group(event: GroupEvent): void {
    const touched = new Set(
      [...event.changes, ...event.texts].map(({ key: [space, collection] }) => nameOf(space, collection)),
    )
    for (const name of touched) for (const watch of [...(this.#byCollection.get(name) ?? [])]) watch.group(event)
  }

  refreshAll(): void {
    for (const watches of this.#byCollection.values()) for (const watch of [...watches]) watch.refresh()
  }

  recheck(origin: string): void {
    for (const watches of this.#byCollection.values()) {
      for (const watch of [...watches]) if (watch.origin === origin) watch.recheck()
    }
  }
}

const nameOf = (space: string, collection: string) => `${space} ${collection}`
