/**
 * Whether this is the only instance of the background that uses the store: then what it remembers is what stands there.
 * A browser runs one at a time, but an old one may still be about when the next begins. Whoever writes takes the lock
 * first, and so ends what the other remembers; who does not hold it reads from the disk.
 */

/** An instance that does not let go in this time hangs; one that has died has let go. Milliseconds. */
const patience = 10_000
/** One that has just died may hold the lock for a moment more: it is asked for again, so long after. Milliseconds. */
const again = [20, 100, 500, 2_000, 5_000]

export class Sole {
  readonly #name: string
  readonly #changed: () => void
  readonly #channel: BroadcastChannel
  /** One at a time, or an instance would wait for itself. */
  #asking: Promise<void>
  #release = () => {}
  #isHeld = false
  #isClosed = false
  /** Something is being written: it is on the disk before the other has its turn. */
  #isBusy = false
  #isWanted = false

  /** @param changed told at both ends of the time in which this is the one: nothing from before holds */
  constructor(name: string, changed: () => void) {
    this.#name = `allod store ${name}`
    this.#changed = changed
    this.#channel = new BroadcastChannel(this.#name)
    this.#channel.onmessage = () => {
      this.#isWanted = true
      if (!this.#isBusy) this.#letGo()
    }
    this.#asking = this.#ask({ ifAvailable: true })
    void this.#askAgain()
  }

  get isHeld(): boolean {
    return this.#isHeld
  }

  /** Works once no other instance answers from what it remembers, and none does before it is done. */
  async while<T>(work: () => Promise<T>): Promise<T> {
    while (!this.#isHeld && !this.#isClosed) await this.#take()
    this.#isBusy = true
    try {
      return await work()
    } finally {
      this.#isBusy = false
      if (this.#isWanted) this.#letGo()
    }
  }

  #take(): Promise<void> {
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
    this.#letGo()
    this.#channel.close()
  }

  /** Who only reads does not take it from anybody. */
  async #askAgain(): Promise<void> {
    for (const pause of again) {
      await this.#asking
      if (this.#isHeld || this.#isClosed) return
      await new Promise(resolve => setTimeout(resolve, pause))
      this.#asking = this.#asking.then(() => {
        if (!this.#isHeld && !this.#isClosed) return this.#ask({ ifAvailable: true })
      })
    }
  }

  /** Resolves when the lock is held, or is not to be had in that way. */
  #ask(options: LockOptions): Promise<void> {
    return new Promise(resolve => {
      let isGranted = false
      const hold = (lock: Lock | null) => {
        if (!lock || this.#isClosed) return
        isGranted = true
        this.#changed()
        this.#isHeld = true
        resolve()
        return new Promise<void>(release => {
          this.#release = release
        })
      }
      navigator.locks
        .request(this.#name, options, hold)
        // Stolen, or not had in time.
        .catch(() => {
          if (isGranted) this.#lose()
        })
        .finally(resolve)
    })
  }

  #letGo(): void {
    if (!this.#isHeld) return // whoever wants it gets it after our own turn
    this.#isWanted = false
    this.#lose()
    this.#release()
  }

  #lose(): void {
    if (!this.#isHeld) return
    this.#isHeld = false
    this.#changed()
  }
}
