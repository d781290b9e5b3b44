/**
 * Whether there is room on the disk. The browser is asked before a transaction begins, never inside one, and no more
 * often than needed.
 *
 * Measured in the built extension: in Chromium 156, which gives an extension with `unlimitedStorage` all of the disk, the
 * estimate follows each transaction at once and costs 0.1 ms; quota less usage is what is free on the disk. IndexedDB
 * itself refuses nothing there until the disk is really full. Firefox 153 counts what the extension has against a fifth of
 * half the disk, 10 GiB at most, and knows nothing of how full the disk is: there a full disk shows in a transaction that
 * fails. `persisted()` says false in both, and is no health check.
 */
import type { Clock } from '../platform/clock.ts'
import { Budget, reserve } from './budget.ts'

export type Estimate = () => Promise<{ usage?: number | undefined; quota?: number | undefined }>

const MiB = 2 ** 20
/** With so much left nobody counts what is written, and an answer counts for longer. */
const plenty = 4096 * MiB
/** An answer counts for so long, where there is plenty and where there is not. Milliseconds. */
const fresh = { plenty: 10_000, scarce: 1_000 }
/** A transaction has failed for want of room, whatever the estimate says: so soon another that grows is tried. Milliseconds. */
const triedAgain = 10_000
/** What was refused for its size alone is told for so long. Milliseconds. */
const toldFor = 60_000
/** While there is too little room, it is looked at so often: what the owner is told goes by itself. Milliseconds. */
const lookedAt = 5_000

export interface DiskOptions {
  now: Clock
  estimate?: Estimate | undefined
  /** There is too little room now, or enough again. */
  onDisk?: (() => void) | undefined
}

export class Disk {
  readonly #now: Clock
  readonly #estimate: Estimate
  readonly #changed: () => void
  /** What was free when it was last asked for; infinite where that is not told. */
  #free = Number.POSITIVE_INFINITY
  #askedAt = Number.NEGATIVE_INFINITY
  /** What may have been written since. */
  #spent = 0
  /** When a transaction failed for want of room, until one has grown the store again. */
  #failedAt: number | undefined
  /** What would have had to be free for what was refused of late, and when that was. */
  #missed = { bytes: 0, at: 0 }
  #wasLow = false
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor({ now, estimate = () => navigator.storage.estimate(), onDisk = () => {} }: DiskOptions) {
    this.#now = now
    this.#estimate = estimate
    this.#changed = onDisk
  }

  /** Too little room for anything that grows the store: as far as is known, or as a transaction has shown. */
  get isLow(): boolean {
    return this.#left < Math.max(reserve, this.#missed.bytes) || this.#failedAt !== undefined
  }

  /** Asks the browser, unless its last answer still counts. */
  async look(): Promise<void> {
    if (!this.#isFresh) await this.ask()
  }

  async ask(): Promise<void> {
    const [at, spent] = [this.#now(), this.#spent]
    const { usage, quota } = await this.#estimate().catch((): Awaited<ReturnType<Estimate>> => ({}))
    const free = (quota ?? Number.NaN) - (usage ?? Number.NaN)
    // Where the browser does not say, nobody is refused: a transaction that fails will tell.
    this.#free = Number.isNaN(free) ? Number.POSITIVE_INFINITY : free
    this.#askedAt = at
    this.#spent -= spent
    if (Math.abs(at - this.#missed.at) > toldFor) this.#missed.bytes = 0
    this.#tell()
  }

  /** What the next transaction may add. */
  budget(): Budget {
    const waits = this.#failedAt !== undefined && Math.abs(this.#now() - this.#failedAt) < triedAgain
    if (waits) return new Budget(Math.min(this.#left, reserve))
    return new Budget(this.#left >= plenty ? Number.POSITIVE_INFINITY : this.#left)
  }

  /** Its transaction has been committed. */
  committed({ spent, hasGrown, missed }: Budget): void {
    this.#spent += spent
    if (missed > 0) this.#missed = { bytes: Math.max(missed, this.#missed.bytes), at: this.#now() }
    if (hasGrown) this.#failedAt = undefined
    this.#tell()
  }

  /** A transaction has failed. @returns whether it was for want of room; a refusal of ours is no failure */
  failed(error: unknown): boolean {
    if (!(error instanceof DOMException) || error.name !== 'QuotaExceededError') return false
    this.#failedAt = this.#now()
    this.#tell()
    return true
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  get #left(): number {
    return this.#free - this.#spent
  }

  get #isFresh(): boolean {
    const age = Math.abs(this.#now() - this.#askedAt)
    if (this.#left >= plenty) return age < fresh.plenty
    // What was counted is too much rather than too little: it decides nothing close to the reserve.
    return age < fresh.scarce && (this.#spent === 0 || this.#left >= 2 * reserve)
  }

  #tell(): void {
    const { isLow } = this
    if (isLow) this.#timer ??= setTimeout(() => this.#lookAgain(), lookedAt)
    else this.stop()
    if (isLow === this.#wasLow) return
    this.#wasLow = isLow
    this.#changed()
  }

  #lookAgain(): void {
    this.#timer = undefined
    void this.ask()
  }
}
