/** Stores on the real IndexedDB, under names of their own; they are closed and deleted when the test is over. */
import { deleteDB } from 'idb'
import { onTestFinished } from 'vitest'
import type { Json } from '../../lib/protocol/api.ts'
import type { Op } from '../../lib/store/commit.ts'
import type { ArchivedGroup, Commit, Group, LoadedRecord, PendingWrite, RecordKey } from '../../lib/store/index.ts'
import { Store } from '../../lib/store/index.ts'
import type { StoreOptions } from '../../lib/store/store.ts'
import type { Access } from '../../lib/store/walk/access.ts'
import { clientIdOf } from '../../lib/text/index.ts'

export const site = 'https://a.test'
export const anySpace = 'space'

/** The same name opens the same database, as a second instance of the background would. */
export async function open(name: string = crypto.randomUUID(), options: StoreOptions = {}): Promise<Store> {
  const store = await Store.open(name, options)
  onTestFinished(async () => {
    store.close()
    await deleteDB(name)
  })
  return store
}

/** A clock that stands still until it is told. */
export function clockAt(time: number) {
  const clock = { time, now: () => clock.time }
  return clock
}

export const noon = Date.UTC(2026, 0, 2, 12)
export const keyOf = (id: string, collection = 'documents'): RecordKey => [anySpace, collection, id]

export function write(
  store: Store,
  id: string,
  op: Omit<Op, 'collection' | 'id'>,
  more: Partial<PendingWrite> = {},
): Promise<unknown> {
  const key = more.keys?.[0] ?? keyOf(id)
  const author = more.author ?? { site }
  return store.write({
    space: key[0],
    author,
    keys: [key],
    apply(group) {
      group.commit(key[0], author, [{ collection: key[1], id, ...op }])
      return id
    },
    ...more,
  })
}

/** Commits as they come from elsewhere: of one moment. */
export const together = (commits: Commit[]): ArchivedGroup[] => [{ time: noon, commits }]

export const put = (store: Store, id: string, set: Record<string, Json>, more?: Partial<PendingWrite>) =>
  write(store, id, { set, alive: true }, more)

/** Makes a text read `next`, as a string put over it does. */
export function retext(
  store: Store,
  id: string,
  next: string,
  field = 'body',
  more: Partial<PendingWrite> = {},
): Promise<unknown> {
  const key = more.keys?.[0] ?? keyOf(id)
  const author = more.author ?? { site }
  return store.write({
    space: key[0],
    author,
    keys: [key],
    apply: group => group.commit(key[0], author, [retextOp(group, key, next, field)]),
    ...more,
  })
}

export function retextOp(group: Group, key: RecordKey, next: string, field = 'body'): Op {
  const { text, base } = group.text(key, field)
  return {
    collection: key[1],
    id: key[2],
    text: { [field]: { base, update: text.replace(next, group.freshClient(key, field)) } },
  }
}

/** A client id for a document of a test's own. */
export const clientFor = (name: string): number => clientIdOf(`test ${name}`)

export async function textOf(store: Store, id: string, field = 'body'): Promise<Json | undefined> {
  return (await store.get(keyOf(id)))?.value(field)
}

export async function fieldsOf(store: Store, key: RecordKey): Promise<Record<string, Json> | undefined> {
  const record = await store.get(key)
  if (!record?.alive) return undefined
  return Object.fromEntries(record.fieldNames('*').map(name => [name, record.value(name) as Json]))
}

/** Every record of a collection, in the order of ids, with the place in the log at which they stood so. */
export async function walkAll(
  store: Store,
  space: string,
  collection: string,
  each: (record: LoadedRecord) => void = () => {},
  access: Access = { conditions: [] },
) {
  let seen: string[] = []
  const position = await store.walk(space, collection, access, {
    visit(record) {
      each(record)
      return seen.push(record.row.id) > 0
    },
    isEnough: () => false,
    close() {},
    forget(id) {
      seen = seen.filter(other => other !== id)
    },
    isShort: () => false,
    isFull: false,
    restart() {
      seen = []
    },
  })
  return { ...position, seen }
}
