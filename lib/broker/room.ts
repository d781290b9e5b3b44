/** The room that each site has, kept up with what it writes. */
import { type Amount, defaultCaps } from '../protocol/caps.ts'
import { added, checkRoom, negative, nothing } from './quota.ts'
import type { Sites } from './sites.ts'

export class Room {
  readonly #sites: Pick<Sites, 'of' | 'noteUsed'>

  constructor(sites: Pick<Sites, 'of' | 'noteUsed'>) {
    this.#sites = sites
  }

  used(origin: string): Amount {
    return this.#sites.of(origin).used ?? nothing
  }

  caps(origin: string): Amount {
    return this.#sites.of(origin).caps ?? defaultCaps
  }

  /** @throws quota */
  check(origin: string, growth: Amount): void {
    checkRoom(this.used(origin), growth, this.caps(origin))
  }

  /** Counts at once, so that the writes of one group see each other. */
  take(origin: string, growth: Amount): void {
    if (growth.records === 0 && growth.bytes === 0) return
    this.#sites.noteUsed(origin, added(this.used(origin), growth))
  }

  giveBack(origin: string, amount: Amount): void {
    this.take(origin, negative(amount))
  }
}
