/** What happened to records, and taking it back, for the dashboard. */
import type { Service } from '../broker/index.ts'
import {
  type HistoryService,
  historySchema,
  keepHistorySchema,
  restoreVersionSchema,
  type UndoPlan,
  type UndoService,
  undoSchema,
  undoStartSchema,
  undoTouchedSchema,
  versionSchema,
} from '../protocol/history.ts'
import { fieldChange, type UndoneRecord } from '../store/index.ts'
import { lineOf } from './line.ts'
import { parse } from './parse.ts'

type Parts = Pick<Service, 'store' | 'undo'>

export function historyService({ store, undo }: Parts): HistoryService & UndoService {
  const { history } = store
  return {
    async history(ask) {
      const { before, ...record } = parse(historySchema, ask)
      return history.of(record, before)
    },
    async version(ask) {
      const { n, ...record } = parse(versionSchema, ask)
      const found = await history.asOf(record, n)
      if (!found) return null
      const fields = found
        .fieldNames('*')
        .map(name => ({ name, value: found.value(name) ?? null, isText: found.isText(name) }))
      return { isAlive: found.alive, fields }
    },
    async restoreVersion(ask) {
      return undo.restore(parse(restoreVersionSchema, ask))
    },
    async historyKept() {
      return (await store.settings()).historyDays
    },
    async keepHistory(days) {
      await store.changeSettings({ historyDays: parse(keepHistorySchema, days) })
      // Nobody waits for it: it may take a while, and can be interrupted.
      history.compact().catch(error => console.error(error))
    },

    async undoStart(ask) {
      return history.rangeSince(parse(undoStartSchema, ask).since)
    },
    async undoTouched(ask) {
      const { after, ...span } = parse(undoTouchedSchema, ask)
      return history.touchedBy(span, after)
    },
    async undoPlan(ask) {
      const { records, ...span } = parse(undoSchema, ask)
      return (await history.undoneIn(records, span)).map(planOf)
    },
    async undo(ask) {
      return undo.undo(parse(undoSchema, ask))
    },
  }
}

function planOf({ key: [, collection, id], record, does, changes, kept }: UndoneRecord): UndoPlan {
  const fields = changes.flatMap(({ name, before, after }) => {
    const change = fieldChange(name, before, after)
    return change ? [change] : []
  })
  const { title } = lineOf(record.fieldNames('*'), name => record.value(name))
  return { collection, id, title, does, fields, kept }
}
