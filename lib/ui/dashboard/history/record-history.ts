/** What happened to one record, as far as it is known: the newest, and as much before as was asked for. */
import type { HistoryAsk, HistoryEntry, HistoryView } from '../../../protocol/history.ts'
import { Following } from '../following.ts'
import type { Dashboard } from '../service.ts'

export class RecordHistory extends Following {
  /** The newest first. */
  entries: readonly HistoryEntry[] = []
  state: 'reading' | 'more' | 'done' = 'reading'
  /** At the end: there was more once, which is not kept any more. */
  isCut = false
  readonly #ask: Dashboard['ask']
  readonly #of: Omit<HistoryAsk, 'before'>
  #next: number | null = null

  constructor(ask: Dashboard['ask'], of: Omit<HistoryAsk, 'before'>, changed: () => void) {
    super(changed)
    this.#ask = ask
    this.#of = of
  }

  /** The newest entry may have grown, and others may have come: so much is read again as was shown. */
  follow(): Promise<void> {
    return this.alone(async () => {
      const newest = await this.#part(null)
      const isKnown = this.state !== 'reading' && isSame(newest.entries[0], this.entries[0])
      if (isKnown && newest.next !== null) return // another record has changed
      await this.#fill([], newest, Math.max(1, this.entries.length))
    })
  }

  /** Reads on with what is older. */
  async more(): Promise<void> {
    if (this.state !== 'more' || this.isBusy) return
    await this.alone(async () => this.#fill(this.entries, await this.#part(this.#next), this.entries.length + 1))
  }

  /** A part may be empty, and older ones not. */
  async #fill(known: readonly HistoryEntry[], part: HistoryView, wanted: number): Promise<void> {
    let entries = [...known, ...part.entries]
    while (entries.length < wanted && part.next !== null && !this.isGone) {
      part = await this.#part(part.next)
      entries = [...entries, ...part.entries]
    }
    this.#show(entries, part)
  }

  #show(entries: readonly HistoryEntry[], { next, isCut }: HistoryView): void {
    this.entries = entries
    this.#next = next
    this.isCut = next === null && isCut
    this.state = next === null ? 'done' : 'more'
  }

  #part(before: number | null): Promise<HistoryView> {
    const ask = { ...this.#of, before }
    return this.#ask(service => service.history(ask))
  }
}

const isSame = (one: HistoryEntry | undefined, other: HistoryEntry | undefined) =>
  one !== undefined && one.n === other?.n && one.until === other.until
