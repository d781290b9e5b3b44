import type { WireEvent } from '../../protocol/page.ts'
import type { GroupEvent, LoadedRecord, RecordKey } from '../../store/index.ts'
import { hasField, mergeUpdates } from '../../store/index.ts'
import { fieldsFor, type View } from '../view.ts'
import type { CallOf, Handler } from './handler.ts'
import { showsField } from './text.ts'
import { OpenWatch, type Seen } from './watch.ts'

export const watchText: Handler<'text.watch'> = (call, { id, field }) => new TextWatch(call, id, field).start(call.at)

/** Names the text that a record shows in this view ('' where it grew from nothing); null where it shows this site none. */
const baseIn = (view: View, record: LoadedRecord | undefined, field: string) =>
  record && showsField(view, field)(record) ? record.textBase(field) : null

class TextWatch extends OpenWatch {
  readonly looksAt: { id: string; field: string }

  constructor(call: CallOf, id: string, field: string) {
    super(call)
    this.looksAt = { id, field }
  }

  protected async look(view: View): Promise<Seen> {
    const { field } = this.looksAt
    const { n, at, state } = await this.call.context.store.readText(this.#key, field, showsField(view, field))
    return { n, at, events: [{ type: 'state', update: state }] }
  }

  protected async catchUp(view: View, at: string): Promise<Seen | null> {
    const { field } = this.looksAt
    const since = await this.call.context.store.textSince(at, this.#key, field, showsField(view, field))
    return since && { n: since.n, at: since.at, events: since.update ? [{ type: 'update', update: since.update }] : [] }
  }

  protected changesIn(view: View, event: GroupEvent): WireEvent[] | 'again' {
    const { id, field } = this.looksAt
    // The field has a new value: what it held before is no part of this text any more.
    const [change] = event.changes
    if (change && baseIn(view, change.before, field) !== baseIn(view, change.after, field)) return 'again'
    const updates = event.texts
      .filter(({ madeBy }) => {
        const seen = fieldsFor(view, 'read', madeBy === view.origin, id)
        return !!seen && hasField(seen, field)
      })
      .flatMap(({ updates }) => updates)
    // One event for one place in the log: a page that has seen it has seen all that was written there.
    return updates.length > 0 ? [{ type: 'update', update: mergeUpdates(updates) }] : []
  }

  protected fieldsIn() {
    return [this.looksAt.field]
  }

  get #key(): RecordKey {
    return [this.space, this.collection, this.looksAt.id]
  }
}
