/** What all watches share: they start with a look, hear of what comes meanwhile, and end at once when refused. */
import { wireError } from '../../protocol/errors.ts'
import type { WireEvent } from '../../protocol/page.ts'
import { digest } from '../../query/index.ts'
import type { FieldSet, GroupEvent } from '../../store/index.ts'
import { revoked, stillPermitted, viewNow } from '../permit.ts'
import { Sights } from '../sights.ts'
import { nameOfView, type View } from '../view.ts'
import type { Watch } from '../watches.ts'
import type { CallOf } from './handler.ts'

const digestOf = (view: View) => digest(nameOfView(view)).toString(36)

/** Where the log stood for what was read. */
export interface Seen {
  n: number
  at: string
  events: WireEvent[]
  /** Names the result where the events show all of it: the same one is not told again. */
  whole?: string
}

export abstract class OpenWatch implements Watch {
  readonly origin: string
  readonly space: string
  readonly collection: string
  abstract readonly looksAt: Watch['looksAt']
  protected readonly call: CallOf
  #position = 0
  /** Groups that were committed while it was looking. Null: it is not looking. */
  #waiting: GroupEvent[] | null = null
  #lookAgain = false
  /** What it was last read by: a change of other grants changes nothing here. */
  #view = ''
  /** The view by which it was shown the whole: what it is told afterwards by the same one is no news of the store. */
  #counted = ''
  /** The whole that it has been told last, if it is told so. */
  #whole: string | undefined
  #ended = false

  constructor(call: CallOf) {
    this.call = call
    this.origin = call.access.origin
    this.space = call.space
    this.collection = call.access.collection
  }

  /** The whole result. */
  protected abstract look(view: View): Promise<Seen>
  /** What has changed since a place in the log; null where that is not known any more. */
  protected abstract catchUp(view: View, at: string): Promise<Seen | null>
  /** What a group changed, by what of it concerns this watch; `again` where that takes a look at the whole. */
  protected abstract changesIn(view: View, event: GroupEvent): WireEvent[] | 'again'
  /** What its events show of a record. */
  protected abstract fieldsIn(view: View): FieldSet | readonly string[]

  /** @param at where an interrupted watch goes on from, as it was told with its last event */
  async start(at: string | undefined): Promise<void> {
    const { context, document, n } = this.call
    document.watches.get(n)?.stop()
    document.watches.set(n, this)
    context.watches.add(this)
    const [place, seenBy, whole] = at?.split('.') ?? []
    this.#whole = whole
    const from = place === undefined ? undefined : document.unmask(place)
    try {
      // With another view than it was told by, changes would leave out what has come into sight.
      await this.#read(view => (from === undefined || seenBy !== digestOf(view) ? null : this.catchUp(view, from)))
    } catch (error) {
      this.stop()
      if (document.watches.get(n) === this) document.watches.delete(n)
      throw error
    }
  }

  stop(): void {
    this.#ended = true
    this.call.context.watches.delete(this)
  }

  group(event: GroupEvent, sights: Sights): void {
    if (this.#waiting) this.#waiting.push(event)
    else this.#tell(event, sights)
  }

  /** What it has told may have been overtaken unseen. */
  refresh(): void {
    void this.#refresh()
  }

  recheck(): void {
    const view = viewNow(this.call.context, this.call.access)
    if (view?.space !== this.space) this.#end(revoked())
    else if (digestOf(view) !== this.#view) void this.#refresh()
  }

  async #refresh(): Promise<void> {
    this.#lookAgain = true
    if (this.#waiting) return
    try {
      await this.#read(() => null)
    } catch (error) {
      this.#end(error)
    }
  }

  async #read(attempt: (view: View) => Promise<Seen | null> | null): Promise<void> {
    const { context, access } = this.call
    this.#waiting = []
    let isRead = false
    try {
      do {
        this.#lookAgain = false
        const view = stillPermitted(context, access)
        if (view.space !== this.space) throw revoked()
        const { epoch } = context.grants
        this.#view = digestOf(view)
        const seen = (await attempt(view)) ?? (await this.look(view))
        if (this.#ended) return
        if (epoch !== context.grants.epoch && !viewNow(context, access)) throw revoked()
        if (epoch !== context.grants.epoch) this.#lookAgain = true
        // What was read before it was overtaken is not told, or what it shares with the next look would be told twice.
        if (!this.#lookAgain) this.#deliver(seen, view)
      } while (this.#lookAgain)
      isRead = true
    } finally {
      const waiting = this.#waiting
      this.#waiting = null
      // A watch that could not be read is refused as a whole: changes of what it was never told are told to nobody.
      if (isRead && !this.#ended) for (const event of waiting) this.group(event, new Sights())
    }
  }

  #tell(event: GroupEvent, sights: Sights): void {
    if (this.#ended || event.n <= this.#position) return
    const view = sights.viewNow(this.call.context, this.call.access)
    if (view?.space !== this.space) {
      this.#end(revoked())
      return
    }
    let events: WireEvent[] | 'again'
    try {
      events = this.changesIn(view, event)
    } catch (error) {
      this.#end(error) // its query takes too long on what has been written
      return
    }
    if (events === 'again') void this.#refresh()
    else if (events.length > 0) this.#deliver({ n: event.n, at: event.at, events }, view)
  }

  #deliver({ n, at, events, whole }: Seen, view: View): void {
    const { document, n: watch } = this.call
    this.#position = n
    if (whole !== undefined && whole === this.#whole) return
    this.#whole = whole
    if (events.length > 0) this.#note(events, view)
    const masked = document.mask(at)
    const place = masked === undefined ? {} : { at: [masked, this.#view, ...(whole ? [whole] : [])].join('.') }
    for (const event of events) document.event({ watch, event, ...place })
  }

  /**
   * Who types in one site makes changes in every other: those are noted, but do not count as more than usual. Each of
   * them comes from a write of somebody, and a site cannot look through the store by waiting for them.
   */
  #note(events: readonly WireEvent[], view: View): void {
    const isWhole = events.some(({ type }) => type === 'snapshot' || type === 'state')
    const counts = isWhole && this.#counted !== this.#view
    if (counts) this.#counted = this.#view
    this.call.context.ledger.read(this.origin, {
      collection: this.collection,
      records: events.reduce((sum, event) => sum + recordsIn(event), 0),
      fields: this.fieldsIn(view),
      counts,
      ...(counts ? {} : { detail: 'watch' }),
    })
  }

  #end(error: unknown): void {
    if (this.#ended) return
    this.stop()
    const { document, n } = this.call
    document.watches.delete(n)
    document.event({ watch: n, event: { type: 'end', error: wireError(error) } })
  }
}

function recordsIn(event: WireEvent): number {
  if (event.type === 'snapshot') return event.records.length
  if (event.type === 'change') return event.changes.filter(({ record }) => record !== undefined).length
  return event.type === 'end' ? 0 : 1
}
