/** The room that each site has, kept up with what it writes. */
import { type Amount, defaultCaps } from '../protocol/caps.ts'
import type { Ledger } from './ledger.ts'
import { added, checkRoom, negative, nothing } from './quota.ts'
import type { Sites } from './sites.ts'

export class Room {
  readonly #sites: Pick<Sites, 'of' | 'setUsed'>
  readonly #ledger: Pick<Ledger, 'stored'>

  constructor(sites: Pick<Sites, 'of' | 'setUsed'>, ledger: Pick<Ledger, 'stored'>) {
    this.#sites = sites
    this.#ledger = ledger
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

  /** Counts at once, so that the writes of one group see each other. The ledger takes it to the disk with that group. */
  take(origin: string, growth: Amount): void {
    if (growth.records === 0 && growth.bytes === 0) return
    const used = added(this.used(origin), growth)
    this.#sites.setUsed(origin, used)
    this.#ledger.stored(origin, used)
  }

  giveBack(origin: string, amount: Amount): void {
    this.take(origin, negative(amount))
  }
}
