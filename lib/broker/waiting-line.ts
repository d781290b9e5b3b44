/** The requests that wait for the owner, in the order in which they are shown. */
import type { RequestRow } from '../store/index.ts'
import type { Ask } from './new-request.ts'

export class WaitingLine {
  #rows: RequestRow[] = []

  /** As the disk has them. */
  load(rows: readonly RequestRow[]): void {
    this.#rows = rows.toSorted((a, b) => a.time - b.time)
  }

  get length(): number {
    return this.#rows.length
  }

  get first(): RequestRow | undefined {
    return this.#rows[0]
  }

  /** As they are now, whatever becomes of them meanwhile. */
  all(): RequestRow[] {
    return [...this.#rows]
  }

  has(row: RequestRow): boolean {
    return this.#rows.includes(row)
  }

  /** When the next one expires; null when none waits. */
  nextEnd(): number | null {
    return this.#rows.length > 0 ? Math.min(...this.#rows.map(row => row.expiresAt)) : null
  }

  /** The one for which this call of the document waits. */
  ofCall(document: string, n: number): RequestRow | undefined {
    return this.#rows.find(row => row.document === document && row.calls.some(call => call.n === n))
  }

  /** The one by which the document asks for the same, whatever reason it gives. */
  ofScopes(document: string, { scopes }: Ask): RequestRow | undefined {
    const asked = JSON.stringify(scopes)
    return this.#rows.find(row => row.document === document && JSON.stringify(row.scopes) === asked)
  }

  /** Grouped by origin: one that asks for several things is heard at once. */
  add(row: RequestRow): void {
    const last = this.#rows.findLastIndex(({ origin }) => origin === row.origin)
    this.#rows.splice(last < 0 ? this.#rows.length : last + 1, 0, row)
  }

  /** It stands first again. */
  putBack(row: RequestRow): void {
    this.#rows.unshift(row)
  }

  remove(row: RequestRow): void {
    this.#rows = this.#rows.filter(other => other !== row)
  }
}
