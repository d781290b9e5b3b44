/** What the proxy keeps for one test's folder: its plan, what was counted, what came through. */
import type { Remembered, Reply } from './lies.ts'
import { Chooser, type Counts, type Fault, type Plan } from './plan.ts'

export class Scope {
  readonly counts: Counts = {}
  readonly #chooser: Chooser
  readonly #remembered = new Map<string, Buffer[]>()
  readonly #waiting = new Set<() => void>()
  #answered = 0

  constructor(plan: Plan = {}) {
    this.#chooser = new Chooser(plan)
  }

  get remembered(): Remembered {
    return this.#remembered
  }

  choose(method: string, path: string, up: number): Fault | undefined {
    this.#count(method).requests += 1
    this.#count(method).up += up
    return this.#chooser.choose(method, path)
  }

  /** A request has been answered. */
  note(method: string, path: string, body: Buffer, reply: Reply): void {
    this.#count(method).down += reply.body.length
    this.remember(method, path, body, reply)
    this.#answered += 1
    for (const look of this.#waiting) look()
  }

  remember(method: string | undefined, path: string, body: Buffer, reply: Reply): void {
    if (method !== 'PUT' || reply.status >= 300) return
    const before = this.#remembered.get(path) ?? []
    this.#remembered.delete(path) // so that the last of all is the last that came
    this.#remembered.set(path, [...before, body])
  }

  /** When so many more have been answered. */
  answers(more: number): Promise<void> {
    const goal = this.#answered + more
    return new Promise(done => {
      const look = () => {
        if (this.#answered < goal) return
        this.#waiting.delete(look)
        done()
      }
      this.#waiting.add(look)
      look()
    })
  }

  #count(method: string) {
    this.counts[method] ??= { requests: 0, up: 0, down: 0 }
    return this.counts[method]
  }
}

const start = '/.faults/'

/** The folder that a path steers; null where it steers none. */
export const scopeOf = (path: string): string | null => (path.startsWith(start) ? path.slice(start.length) : null)

/** From our own tests. */
export const readPlan = (body: Buffer): Plan => JSON.parse(body.toString()) as Plan
