/** The calls that wait for the owner in this instance of the background, and those whose outcome is being written. */
import type { Grant } from '../protocol/api.ts'
import { BrokerError } from '../protocol/errors.ts'
import type { RequestRow } from '../store/index.ts'
import type { Outcome } from './endings.ts'

type Waiter = { resolve(grant: Grant): void; reject(error: unknown): void }

export class Waiters {
  /** Request and call → who waits for it. */
  readonly #waiting = new Map<string, Waiter>()
  /** Document and call → the outcome that is being written: a call that comes again meanwhile is no new request. */
  readonly #deciding = new Map<string, Promise<Grant>>()

  /** Resolves when the owner has decided. */
  wait(row: RequestRow, n: number): Promise<Grant> {
    const decided = new Promise<Grant>((resolve, reject) => this.#waiting.set(nameOf(row.id, n), { resolve, reject }))
    decided.catch(() => {}) // it may settle before anybody looks
    return decided
  }

  /** Tells all calls of a request. */
  grant(row: RequestRow, grant: Grant): void {
    for (const { n } of row.calls) this.#take(row, n)?.resolve(grant)
  }

  /** Tells all calls of a request, or one. */
  refuse(row: RequestRow, error: BrokerError, calls: readonly { n: number }[] = row.calls): void {
    for (const { n } of calls) this.#take(row, n)?.reject(error)
  }

  /** What is being written for a call of this document; undefined where nothing is. */
  deciding(document: string, n: number): Promise<Grant> | undefined {
    return this.#deciding.get(nameOf(document, n))
  }

  /** While the outcome is being written, the same calls coming again get it. @returns ends that */
  decide({ document, calls }: RequestRow, outcome: Outcome, written: Promise<unknown>): () => void {
    const decided = written.then(() => {
      if ('value' in outcome) return outcome.value
      throw new BrokerError(outcome.error.code, outcome.error.message)
    })
    decided.catch(() => {}) // nobody may be asking again
    const names = calls.map(({ n }) => nameOf(document, n))
    for (const name of names) this.#deciding.set(name, decided)
    return () => {
      for (const name of names) this.#deciding.delete(name)
    }
  }

  #take(row: RequestRow, n: number): Waiter | undefined {
    const waiter = this.#waiting.get(nameOf(row.id, n))
    this.#waiting.delete(nameOf(row.id, n))
    return waiter
  }
}

const nameOf = (of: string, n: number) => `${of} ${n}`
