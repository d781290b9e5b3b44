/** The places of a collection's records, or of what a search finds: read slice by slice, then kept up to date. */
import type { Entry, SliceAsk, SliceView } from '../../../protocol/browse.ts'
import { Following } from '../following.ts'
import type { Dashboard, Question } from '../service.ts'

/** A slice is asked for again so many times, when the background dies meanwhile. */
const maxAttempts = 10
const pause = 200

export class Listing extends Following {
  /** In the order of ids while it is read; then the last written first. */
  entries: readonly Entry[] = []
  /** How many records it has looked at. */
  seen = 0
  state: 'reading' | 'stopped' | 'done' = 'reading'
  readonly #ask: Dashboard['ask']
  readonly #of: { collection: string; text: string; hidden?: string }
  readonly #byId = new Map<string, Entry>()
  #at: number | null = null

  constructor(ask: Dashboard['ask'], of: { collection: string; text: string; hidden?: string }, changed: () => void) {
    super(changed)
    this.#ask = ask
    this.#of = of
  }

  /** Reads everything at first, and then what was written since. */
  follow(): Promise<void> {
    return this.alone(() => (this.#at === null ? this.#readAll() : this.#readChanges(this.#at)))
  }

  /** Ends the reading; what was found stays. */
  stop(): void {
    if (this.state === 'reading') this.state = 'stopped'
  }

  async #readAll(): Promise<void> {
    this.#byId.clear()
    this.seen = 0
    this.#at = null
    this.state = 'reading'
    let after: string | null = null
    do {
      const ask: SliceAsk = { ...this.#of, after }
      const { entries, next, seen, at }: SliceView = await this.#surely(service => service.slice(ask))
      if (this.isGone) return
      this.#at ??= at
      for (const entry of entries) this.#byId.set(entry.id, entry)
      this.seen += seen
      after = next
      if (after !== null && this.state === 'reading') {
        this.entries = [...this.#byId.values()]
        this.changed()
      }
    } while (after !== null && this.state === 'reading')
    if (this.state === 'reading') this.state = 'done'
    this.#sort()
  }

  async #readChanges(at: number): Promise<void> {
    const ask = { ...this.#of, at }
    const changes = await this.#surely(service => service.changes(ask))
    if (this.isGone) return
    if (!changes) return this.#readAll()
    this.#at = changes.at
    for (const { isIn, ...entry } of changes.entries) {
      if (isIn) this.#byId.set(entry.id, entry)
      else this.#byId.delete(entry.id)
    }
    if (changes.entries.length > 0) this.#sort()
  }

  #sort(): void {
    this.entries = [...this.#byId.values()].sort((a, b) => b.order - a.order || (a.id < b.id ? -1 : 1))
  }

  /** A slice changes nothing: it is asked for again until it is answered. */
  async #surely<T>(question: Question<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#ask(question)
      } catch (error) {
        if (attempt >= maxAttempts || this.isGone) throw error
        await new Promise(resolve => setTimeout(resolve, pause))
      }
    }
  }
}
