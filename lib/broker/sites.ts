/** What is known of sites besides their grants: in memory, as the store keeps it. */
import type { Clock } from '../platform/clock.ts'
import { randomId } from '../platform/random.ts'
import type { Amount } from '../protocol/caps.ts'
import type { Entry, SiteRow, Store, WriteTransaction } from '../store/index.ts'
import { withoutRefusals, withRefusal } from './refusals.ts'

export class Sites {
  #rows = new Map<string, SiteRow>()
  readonly #store: Store
  readonly #now: Clock
  readonly #changed: (origin: string) => void

  constructor(store: Store, now: Clock, changed: (origin: string) => void) {
    this.#store = store
    this.#now = now
    this.#changed = changed
  }

  async load(): Promise<void> {
    this.#rows = new Map((await this.#store.sites()).map(row => [row.origin, row]))
  }

  all(): SiteRow[] {
    return [...this.#rows.values()]
  }

  of(origin: string): SiteRow {
    return this.#rows.get(origin) ?? { origin }
  }

  /** In memory at once; resolves when it is on the disk. */
  async change(origin: string, change: (row: SiteRow) => SiteRow, noted?: Omit<Entry, 'origin'>): Promise<void> {
    this.set(change(this.of(origin)))
    await this.#store.decide(async (tx, _head, note) => {
      await this.put(tx, origin)
      if (noted) note({ origin, ...noted })
    })
  }

  /** In memory alone, until `put` writes it. */
  set(row: SiteRow): void {
    this.#rows.set(row.origin, row)
    this.#changed(row.origin)
  }

  async put(tx: WriteTransaction, origin: string): Promise<void> {
    await tx.objectStore('sites').put(this.of(origin))
  }

  /** In memory alone: the ledger brings it to the disk. No page of ours is told, for every write comes here. */
  setUsed(origin: string, used: Amount): void {
    this.#rows.set(origin, { ...this.of(origin), used })
  }

  refused(origin: string): Promise<void> {
    return this.change(origin, row => withRefusal(row, this.#now()))
  }

  never(origin: string): Promise<void> {
    return this.change(origin, row => ({ ...row, never: true }), { what: 'decision', outcome: 'never' })
  }

  /** What it has read, as it stands on the disk now. */
  counted({ origin, reads = {}, marked }: SiteRow): void {
    const { marked: known, ...row } = this.of(origin)
    // The owner may have seen it while this was being written.
    const mark = known?.seen && known.day === marked?.day ? known : marked
    this.#rows.set(origin, { ...row, reads, ...(mark ? { marked: mark } : {}) })
    if (mark && !mark.seen && known?.records !== mark.records) this.#changed(origin)
  }

  /** Whether one has read far more than usual, and the owner has not seen it yet. */
  get isMarked(): boolean {
    return this.all().some(({ marked }) => marked && !marked.seen)
  }

  /** The owner has seen that it read far more than usual. */
  async markSeen(origin: string): Promise<void> {
    const { marked } = this.of(origin)
    if (!marked || marked.seen) return
    await this.change(origin, row => ({ ...row, marked: { ...marked, seen: true } }), {
      what: 'decision',
      outcome: 'seen',
      detail: `${marked.records} records read on ${marked.day}`,
    })
  }

  /** In memory: it goes to the disk with the grant. What it was refused before counts no more. */
  allowed(origin: string): void {
    const { revokedAt, ...row } = withoutRefusals(this.of(origin))
    this.set(row)
  }

  letAskAgain(origin: string): Promise<void> {
    return this.change(origin, withoutRefusals, { what: 'decision', outcome: 'may_ask' })
  }

  /** The space that stands in for the owner's, for a site that is given nothing and not told. */
  hiddenSpaceOf(origin: string): string {
    const row = this.of(origin)
    const hidden = row.hidden ?? randomId()
    if (!row.hidden) this.set({ ...row, hidden })
    return hidden
  }
}
