/** How far long work has come, and how long it may still take. */
import type { BackupProgress } from '../protocol/backup.ts'

/** Before, nobody can tell how long it takes. Milliseconds. */
const guessedAfter = 2_000
/** Whoever watches is told at most so often. Milliseconds. */
const toldEvery = 500

export class Progress {
  readonly #now: () => number
  readonly #changed: () => void
  #view: BackupProgress | null = null
  #startedAt = 0
  #startedWith = 0
  #toldAt = Number.NEGATIVE_INFINITY

  constructor(now: () => number, changed: () => void) {
    this.#now = now
    this.#changed = changed
  }

  get view(): BackupProgress | null {
    return this.#view
  }

  begin(doing: BackupProgress['doing'], unit: BackupProgress['unit'], all = 0): void {
    if (this.#view?.doing === doing && this.#view.unit === unit) return
    this.#view = { doing, unit, done: 0, all, left: null }
    this.#startedAt = this.#now()
    this.#startedWith = 0
    this.#tell()
  }

  /** So many more are done. */
  add(done: number): void {
    if (this.#view) this.set(this.#view.done + done, this.#view.all)
  }

  /** There are so many more. */
  expect(all: number): void {
    if (this.#view) this.set(this.#view.done, this.#view.all + all)
  }

  set(done: number, all: number): void {
    if (!this.#view) return
    const most = Math.max(done, all)
    const elapsed = this.#now() - this.#startedAt
    const made = done - this.#startedWith
    const isGuessed = elapsed >= guessedAfter && made > 0 && most > done
    this.#view = { ...this.#view, done, all: most, left: isGuessed ? (elapsed / made) * (most - done) : null }
    if (this.#now() - this.#toldAt >= toldEvery) this.#tell()
  }

  end(): void {
    if (!this.#view) return
    this.#view = null
    this.#tell()
  }

  #tell(): void {
    this.#toldAt = this.#now()
    this.#changed()
  }
}
