/**
 * The service, as soon as the store is open; until then, or in its place, what is wrong. Whoever asks after a failure
 * begins another attempt; an earlier version that still has the store open is waited for, and everybody is told meanwhile.
 */
import type { Trouble } from '../protocol/trouble.ts'

export interface OpeningOptions<Service> {
  /** @param blocked told when an earlier version has the store open and does not let go */
  start(blocked: () => void): Promise<Service>
  troubleOf(error: unknown): Trouble
  /** There is a service after all: whoever was refused may come again. */
  opened(): void
  /** Keeps the background awake, for a store that is brought to a new version may take a while. @returns ends that */
  stayAwake(): () => void
}

interface Asker<Service> {
  use(service: Service): void
  refuse(trouble: Trouble): void
}

const isBlocked: Trouble = { kind: 'blocked', detail: '' }

export class Opening<Service> {
  readonly #options: OpeningOptions<Service>
  #service: Service | undefined
  #isBusy = false
  #isBlocked = false
  #waiting: Asker<Service>[] = []

  constructor(options: OpeningOptions<Service>) {
    this.#options = options
    this.#begin()
  }

  /** Once, with the service or with what is wrong. */
  ask(use: Asker<Service>['use'], refuse: Asker<Service>['refuse'] = () => {}): void {
    if (this.#service) {
      use(this.#service)
      return
    }
    if (!this.#isBusy) this.#begin()
    if (this.#isBlocked) refuse(isBlocked)
    else this.#waiting.push({ use, refuse })
  }

  #begin(): void {
    this.#isBusy = true
    const sleep = this.#options.stayAwake()
    const blocked = () => {
      this.#isBlocked = true
      for (const { refuse } of this.#taken()) refuse(isBlocked)
    }
    const done = (service?: Service) => {
      sleep()
      this.#isBusy = this.#isBlocked = false
      this.#service = service
    }
    this.#options.start(blocked).then(
      service => {
        done(service)
        for (const { use } of this.#taken()) use(service)
        this.#options.opened()
      },
      error => {
        console.error(error)
        done()
        const trouble = this.#options.troubleOf(error)
        for (const { refuse } of this.#taken()) refuse(trouble)
      },
    )
  }

  #taken(): Asker<Service>[] {
    return this.#waiting.splice(0)
  }
}
