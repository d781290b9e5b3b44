/** What the owner's page may ask. */
import type { Service } from '../broker/index.ts'
import { hiddenName } from '../protocol/hidden.ts'
import {
  changesSchema,
  createSchema,
  type DashboardService,
  editSchema,
  lookSchema,
  measureSchema,
  recordSchema,
} from '../protocol/owner.ts'
import { parseFields } from '../protocol/record.ts'
import { collectionName } from '../protocol/scope.ts'
import type { RecordKey, WrittenRecord } from '../store/index.ts'
import { audienceService } from './audience.ts'
import { browseService, isIn } from './browse.ts'
import { diskService } from './disk.ts'
import { hiddenService, hiddenSpaceOf } from './hidden.ts'
import { historyService } from './history.ts'
import { folded } from './holds.ts'
import { keepingService } from './keeping.ts'
import { parse } from './parse.ts'
import { sitesService } from './sites.ts'
import { wroteService } from './wrote.ts'

/** More than that is not told as changes: the page reads its list again, in slices. */
const maxChanges = 10_000

export function dashboardService(service: Service): DashboardService {
  const { store, edits } = service
  const spaceOf = hiddenSpaceOf(service)
  const spaceIn = (hidden: string | undefined) => (hidden === undefined ? space() : spaceOf(hidden))
  const space = () => store.identity.space // an import into an empty store may change it
  const written = async (collection: string, ids: string[], hidden?: string): Promise<WrittenRecord[]> =>
    store.written(ids.map((id): RecordKey => [spaceIn(hidden), collection, id]))

  return {
    ...sitesService(service),
    ...browseService(store, () => true, spaceOf),
    ...wroteService(service),
    ...hiddenService(service),
    ...historyService(service),
    ...audienceService(service),
    ...diskService(service),
    ...keepingService(service),
    async revokeAll() {
      await service.revokeAll()
    },

    async collections(hidden) {
      return store.talliesOf(spaceIn(parse(hiddenName.optional(), hidden))).all()
    },
    async count(collection, hidden) {
      await store.talliesOf(spaceIn(parse(hiddenName.optional(), hidden))).count(parse(collectionName, collection))
    },
    async changes(ask) {
      const { collection, text, at, hidden } = parse(changesSchema, ask)
      const since = await store.touchedSince(at, spaceIn(hidden), collection)
      if (!since || since.touched.length > maxChanges) return null
      const wanted = folded(text)
      const ids = since.touched.map(({ id }) => id)
      const known = new Map((await written(collection, ids, hidden)).map(one => [one.record.row.id, one]))
      const entries = ids.map(id => {
        const one = known.get(id)
        return { id, order: one?.order ?? 0, isIn: one !== undefined && isIn(one.record, wanted) }
      })
      return { at: since.n, entries }
    },
    async record(ask) {
      const { collection, id, hidden } = parse(lookSchema, ask)
      const [one] = await written(collection, [id], hidden)
      if (!one) return null
      const { record, made, fields } = one
      return {
        id,
        rev: record.rev('*', store.identity.secret),
        made,
        fields: [...fields].map(([name, last]) => ({ name, value: record.value(name) ?? null, last })),
      }
    },
    async create(ask) {
      const { collection, fields } = parse(createSchema, ask)
      return edits.create(collection, parseFields(fields, 'record'))
    },
    async edit(ask) {
      const { set, ...edit } = parse(editSchema, ask)
      await edits.edit({ ...edit, set: parseFields(set, 'record') })
    },
    async remove(ask) {
      const { collection, id } = parse(recordSchema, ask)
      await edits.delete(collection, id)
    },
    async restore(ask) {
      const { collection, id } = parse(recordSchema, ask)
      await edits.restore(collection, id)
    },

    async storage() {
      const { usage = null, quota = null } = await navigator.storage.estimate()
      return { usage, quota }
    },
    async measure(ask) {
      const { collection, after } = parse(measureSchema, ask)
      const { found, next, seen } = await store.slice(space(), collection, after, ({ record }) => sizeOf(record))
      return { bytes: found.reduce((sum, bytes) => sum + bytes, 0), seen, next }
    },
  }
}

const encoder = new TextEncoder()

function sizeOf(record: WrittenRecord['record']): number {
  const fields = record.fieldNames('*').map(name => [name, record.value(name)] as const)
  return encoder.encode(JSON.stringify(Object.fromEntries(fields))).length
}
