import { BrokerError } from '../../protocol/errors.ts'
import { sameJson } from '../../protocol/json.ts'
import type { WireEvent } from '../../protocol/page.ts'
import { type CompiledQuery, digest, type ParsedSelector } from '../../query/index.ts'
import type { GroupEvent, RecordChange } from '../../store/index.ts'
import { find, match, parseQuery } from '../find.ts'
import { fieldsOfRead } from '../ledger-words.ts'
import type { ShownRecord } from '../show.ts'
import type { View } from '../view.ts'
import type { CallOf, Handler } from './handler.ts'
import { OpenWatch, type Seen } from './watch.ts'

export const watchRecords: Handler<'watch'> = (call, params) => {
  const query = parseQuery(params.query)
  if (query.cursor !== undefined)
    throw new BrokerError('invalid_request', 'query.cursor: a watched query takes no cursor')
  const limited = typeof params.query === 'object' && params.query !== null && Object.hasOwn(params.query, 'limit')
  return new RecordWatch(call, query, limited).start(call.at)
}

class RecordWatch extends OpenWatch {
  readonly looksAt: { selector: ParsedSelector }
  readonly #query: CompiledQuery
  readonly #limited: boolean

  constructor(call: CallOf, query: CompiledQuery, limited: boolean) {
    super(call)
    this.looksAt = query
    this.#query = query
    this.#limited = limited
  }

  protected async look(view: View): Promise<Seen> {
    const found = await find(this.call.context, view, this.collection, this.#query)
    // Without a limit of the site's own, changes are told one by one, which needs the whole result to start from.
    if (found.cursor !== undefined && !this.#limited) {
      throw new BrokerError('too_large', 'query: a watched result this large needs a limit')
    }
    const seen: Seen = { n: found.n, at: found.at, events: [{ type: 'snapshot', records: found.records }] }
    return this.#limited ? { ...seen, whole: nameOf(found.records) } : seen
  }

  protected async catchUp(view: View, at: string): Promise<Seen | null> {
    const since = await this.call.context.store.changesSince(at, this.space, this.collection)
    if (!since) return null
    const events = this.#eventsOf(view, since.changes)
    return this.#limited && events.length > 0 ? null : { n: since.n, at: since.at, events }
  }

  protected changesIn(view: View, event: GroupEvent): WireEvent[] | 'again' {
    const events = this.#eventsOf(view, event.changes)
    return this.#limited && events.length > 0 ? 'again' : events
  }

  protected fieldsIn(view: View) {
    return fieldsOfRead(view, this.#query.fields)
  }

  #eventsOf(view: View, changes: RecordChange[]): WireEvent[] {
    const told: { id: string; record?: unknown }[] = []
    for (const { key, before, after } of changes) {
      const id = key[2]
      const was = match(this.call.context, view, before, this.#query)
      const record = match(this.call.context, view, after, this.#query)
      if (record && !sameJson(record, was)) told.push({ id, record })
      else if (was && !record) told.push({ id })
    }
    return told.length > 0 ? [{ type: 'change', changes: told }] : []
  }
}

/** A record that is shown with the same revision shows the same. */
const nameOf = (records: readonly ShownRecord[]): string =>
  digest(JSON.stringify(records.map(({ id, _rev }) => [id, _rev]))).toString(36)
