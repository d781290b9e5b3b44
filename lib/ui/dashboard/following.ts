/** Something shown that is read in parts and kept up to date: one work at a time, and what comes meanwhile afterwards. */
export abstract class Following {
  problem = ''
  readonly #changed: () => void
  #isBusy = false
  /** Something came while it was busy. */
  #isBehind = false
  #isGone = false

  /** @param changed told whenever there is something else to show */
  constructor(changed: () => void) {
    this.#changed = changed
  }

  /** Something has happened that it may have to show. */
  abstract follow(): Promise<void>

  close(): void {
    this.#isGone = true
  }

  protected get isBusy(): boolean {
    return this.#isBusy
  }

  /** Nobody looks any more. */
  protected get isGone(): boolean {
    return this.#isGone
  }

  protected changed(): void {
    if (!this.#isGone) this.#changed()
  }

  protected async alone(work: () => Promise<void>): Promise<void> {
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
    if (this.#isGone) return
    this.#changed()
    if (!this.#isBehind) return
    this.#isBehind = false
    await this.follow()
  }
}
