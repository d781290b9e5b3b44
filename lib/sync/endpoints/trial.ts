/** A folder of a random name at an endpoint, that remembers what was put into it. */
import { randomId } from '../../platform/random.ts'
import type { Condition, Endpoint, Listed } from './endpoint.ts'

type Bytes = Uint8Array<ArrayBuffer>

const start = 'probe-'
const anHour = 60 * 60 * 1000

export class Trial {
  readonly #endpoint: Endpoint
  readonly #folder: string
  readonly #names = new Set<string>()
  readonly #times: number[] = []
  /**
   * Requests are never ended from outside: one that is given up may still be carried out, after everything has been
   * cleaned up. Each ends by itself after a while.
   */
  readonly #signal = new AbortController().signal

  constructor(endpoint: Endpoint, folder: string) {
    this.#endpoint = endpoint
    this.#folder = folder
  }

  list = (): Promise<Listed[]> => this.#timed(() => this.#endpoint.list(this.#folder, this.#signal))
  folders = (): Promise<string[]> => this.#endpoint.folders(this.#folder, this.#signal)
  get = (name: string): Promise<Bytes | null> => this.#timed(() => this.#endpoint.get(this.#at(name), this.#signal))
  delete = (name: string): Promise<void> => this.#endpoint.delete(this.#at(name), this.#signal)
  tagOf = (name: string): Promise<string | null> => this.#endpoint.tagOf(this.#at(name), this.#signal)

  put(name: string, bytes: Bytes, condition?: Condition): Promise<void> {
    this.#names.add(name)
    return this.#endpoint.put(this.#at(name), bytes, this.#signal, condition)
  }

  /** Milliseconds that a request took, so far. */
  median(): number {
    const sorted = this.#times.toSorted((a, b) => a - b)
    return Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0)
  }

  async clean(): Promise<void> {
    for (const name of this.#names) await this.delete(name)
    if (this.#names.size > 0) await this.#endpoint.removeFolder?.(this.#folder, this.#signal)
  }

  #at(name: string): string {
    return `${this.#folder}/${name}`
  }

  async #timed<T>(act: () => Promise<T>): Promise<T> {
    const before = performance.now()
    const value = await act()
    this.#times.push(performance.now() - before)
    return value
  }
}

/** Its name says when it was made, and no more. */
export function makeTrial(endpoint: Endpoint, now = Date.now()): Trial {
  return new Trial(endpoint, `${start}${now.toString(36)}-${randomId()}`)
}

/** Removes what probes have left behind whose browser was killed: those that are an hour old. */
export async function sweep(endpoint: Endpoint, signal: AbortSignal, now = Date.now()): Promise<void> {
  for (const folder of await endpoint.folders('', signal)) {
    const made = /^probe-([0-9a-z]{8,9})-[A-Za-z0-9_-]{22}$/.exec(folder)?.[1]
    if (made === undefined || Number.parseInt(made, 36) > now - anHour) continue
    for (const inside of [folder, ...(await endpoint.folders(folder, signal)).map(name => `${folder}/${name}`)])
      for (const { name } of await endpoint.list(inside, signal)) await endpoint.delete(`${inside}/${name}`, signal)
    await endpoint.removeFolder?.(folder, signal)
  }
}
