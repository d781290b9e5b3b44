/** The lines of the activity that are known so far: the newest, and as much before as was asked for. */
import type { ActivityAsk, ActivityLine, ActivitySlice } from '../../../protocol/activity.ts'
import type { Dashboard } from '../service.ts'

/** A search goes on until it has found about so many more, or is at the end. */
const enough = 50

export class ActivityLog {
  /** The newest first. */
  lines: readonly ActivityLine[] = []
  state: 'reading' | 'more' | 'done' = 'reading'
  problem = ''
  readonly #ask: Dashboard['ask']
  readonly #of: Omit<ActivityAsk, 'before'>
  readonly #changed: () => void
  /** Where what is older begins; null: there is nothing older. */
  #next: number | null = null
  #isBehind = false
  #isBusy = false
  #isGone = false

  /** @param changed told whenever there is something else to show */
  constructor(ask: Dashboard['ask'], of: Omit<ActivityAsk, 'before'>, changed: () => void) {
    this.#ask = ask
    this.#of = of
    this.#changed = changed
  }

  /** Looks for what is newer. The first row that is known may have grown. */
  look(): Promise<void> {
    return this.#alone(async () => {
      const slice = await this.#slice(null)
      const { next } = slice
      const newest = this.lines[0]?.n ?? 0
      // Where the slice does not reach down to what is known, that is read again when it is looked at.
      const isJoined = next === null || newest >= next
      const older = isJoined ? this.lines.filter(({ n }) => next !== null && n < next) : []
      if (next === null || !isJoined || this.lines.length === 0) this.#next = next
      this.lines = [...slice.lines, ...older]
      await this.#fill(this.lines.length)
    })
  }

  /** Reads on with what is older. */
  async more(): Promise<void> {
    if (this.state === 'more' && !this.#isBusy) await this.#alone(() => this.#fill(0))
  }

  close(): void {
    this.#isGone = true
  }

  async #fill(found: number): Promise<void> {
    while (found < enough && this.#next !== null && !this.#isGone) {
      const { lines, next } = await this.#slice(this.#next)
      this.lines = [...this.lines, ...lines]
      this.#next = next
      found += lines.length
      if (!this.#isGone) this.#changed()
    }
  }

  #slice(before: number | null): Promise<ActivitySlice> {
    const ask = { ...this.#of, before }
    return this.#ask(service => service.activity(ask))
  }

  async #alone(work: () => Promise<void>): Promise<void> {
    if (this.#isBusy) {
      this.#isBehind = true
      return
    }
    this.#isBusy = true
    try {
      await work()
      this.problem = ''
    } catch (error) {
      this.problem = (error as Error).message
    }
    this.#isBusy = false
    this.state = this.#next === null ? 'done' : 'more'
    if (this.#isGone) return
    this.#changed()
    if (!this.#isBehind) return
    this.#isBehind = false
    await this.look()
  }
}
