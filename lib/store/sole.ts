/**
 * Whether this is the only instance of the background that uses the store: then what it remembers is what stands there.
 * A browser runs one at a time, but an old one may still be about when the next begins. Whoever writes takes the lock
 * first, and so ends what the other remembers; who does not hold it reads from the disk.
 */

/** An instance that does not let go in this time does not run any more. Milliseconds. */
const patience = 1_000

export class Sole {
  readonly #name: string
  readonly #changed: () => void
  readonly #channel: BroadcastChannel
  /** One at a time, or an instance would wait for itself. */
  #asking: Promise<void>
  #release = () => {}
  #isHeld = false
  #isClosed = false

  /** @param changed told at both ends of the time in which this is the one: nothing from before holds */
  constructor(name: string, changed: () => void) {
    this.#name = `allod store ${name}`
    this.#changed = changed
    this.#channel = new BroadcastChannel(this.#name)
    this.#channel.onmessage = () => this.#release()
    this.#asking = this.#ask({ ifAvailable: true })
  }

  get isHeld(): boolean {
    return this.#isHeld
  }

  /** Resolves once no other instance answers from what it remembers. */
  take(): Promise<void> {
    this.#asking = this.#asking.then(async () => {
      if (this.#isHeld || this.#isClosed) return
      this.#channel.postMessage('let go')
      await this.#ask({ signal: AbortSignal.timeout(patience) })
      if (!this.#isHeld && !this.#isClosed) await this.#ask({ steal: true })
    })
    return this.#asking
  }

  close(): void {
    this.#isClosed = true
    this.#release()
    this.#channel.close()
  }

  /** Resolves when the lock is held, or is not to be had in that way. */
  #ask(options: LockOptions): Promise<void> {
    return new Promise(resolve => {
      const hold = (lock: Lock | null) => {
        if (!lock || this.#isClosed) return
        this.#changed()
        this.#isHeld = true
        resolve()
        return new Promise<void>(release => {
          this.#release = () => {
            this.#lose()
            release()
          }
        })
      }
      navigator.locks
        .request(this.#name, options, hold)
        // Stolen, or not had in time.
        .catch(() => {
          if (!options.signal?.aborted) this.#lose()
        })
        .finally(resolve)
    })
  }

  #lose(): void {
    if (!this.#isHeld) return
    this.#isHeld = false
    this.#changed()
  }
}
