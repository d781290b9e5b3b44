/** The lines of the activity that are known so far: the newest, and as much before as was asked for. */
import type { ActivityAsk, ActivityLine, ActivitySlice } from '../../../protocol/activity.ts'
import { Following } from '../following.ts'
import type { Dashboard } from '../service.ts'

/** A search goes on until it has found about so many more, or is at the end. */
const enough = 50

export class ActivityLog extends Following {
  /** The newest first. */
  lines: readonly ActivityLine[] = []
  state: 'reading' | 'more' | 'done' = 'reading'
  readonly #ask: Dashboard['ask']
  readonly #of: Omit<ActivityAsk, 'before'>
  /** Where what is older begins; null: there is nothing older. */
  #next: number | null = null

  constructor(ask: Dashboard['ask'], of: Omit<ActivityAsk, 'before'>, changed: () => void) {
    super(changed)
    this.#ask = ask
    this.#of = of
  }

  /** Looks for what is newer. The first row that is known may have grown. */
  follow(): Promise<void> {
    return this.alone(async () => {
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
    if (this.state === 'more' && !this.isBusy) await this.alone(() => this.#fill(0))
  }

  async #fill(found: number): Promise<void> {
    while (found < enough && this.#next !== null && !this.isGone) {
      const { lines, next } = await this.#slice(this.#next)
      this.lines = [...this.lines, ...lines]
      this.#next = next
      found += lines.length
      this.changed()
    }
    this.state = this.#next === null ? 'done' : 'more'
  }

  #slice(before: number | null): Promise<ActivitySlice> {
    const ask = { ...this.#of, before }
    return this.#ask(service => service.activity(ask))
  }
}
