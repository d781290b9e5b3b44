/** Stores with everything in them that an export has to bring along. */

import { deleteDB, openDB } from 'idb'
import { onTestFinished } from 'vitest'
import { Doc, encodeStateAsUpdate } from 'yjs'
import { archiveService } from '../../lib/owner/archive.ts'
import type { Json } from '../../lib/protocol/api.ts'
import type { Op } from '../../lib/store/commit.ts'
import type { RecordKey } from '../../lib/store/index.ts'
import { Store } from '../../lib/store/index.ts'
import type { StoreOptions } from '../../lib/store/store.ts'
import { exportStore } from '../../lib/ui/archive/export.ts'
import { importStore } from '../../lib/ui/archive/import.ts'
import type { Work } from '../../lib/ui/archive/work.ts'
import { memory, workWith } from '../unit/archive.ts'
import { walkAll } from './open.ts'

const site = 'https://a.test'

/** The same name opens the same database, as a second instance of the background would. */
export async function openStore(name: string = crypto.randomUUID(), options: StoreOptions = {}): Promise<Store> {
  const store = await Store.open(name, options)
  onTestFinished(async () => {
    store.close()
    await deleteDB(name)
  })
  return store
}

export const keyIn = (store: Store, id: string, collection = 'notes'): RecordKey => [
  store.identity.space,
  collection,
  id,
]

export function change(store: Store, id: string, op: Omit<Op, 'collection' | 'id'>, by = site): Promise<unknown> {
  const key = keyIn(store, id)
  return store.write({
    space: key[0],
    author: { site: by },
    keys: [key],
    apply: group => group.commit(key[0], { site: by }, [{ collection: key[1], id, ...op }]),
  })
}

export const put = (store: Store, id: string, set: Record<string, Json>, by?: string) =>
  change(store, id, { set, alive: true }, by)

/** Makes a text read `next`, as a string put over it does. */
export function retext(store: Store, id: string, next: string, by = site, field = 'body'): Promise<unknown> {
  const key = keyIn(store, id)
  return store.write({
    space: key[0],
    author: { site: by },
    keys: [key],
    apply(group) {
      const { text, base } = group.text(key, field)
      const client = group.freshClient(key, field)
      const update = text.replace(next, client)
      const change = { [field]: { base, update, clients: [client] } }
      group.commit(key[0], { site: by }, [{ collection: key[1], id, text: change }])
    },
  })
}

/** Sets, patches, deletes, revives; texts that are seeded, replaced and written by several; many writes at once. */
export async function fill(store: Store): Promise<void> {
  await put(store, 'plain', { title: 'One', zero: 0, deep: { list: [1, null, { a: 'é😀\u2028' }] } })
  await change(store, 'plain', { set: { title: 'Two' }, remove: ['zero'] })
  await put(store, 'gone', { a: 1 }, 'https://b.test')
  await change(store, 'gone', { alive: false })
  await change(store, 'only-patched', { set: { b: 1 } })
  await put(store, 'text', { body: 'hello', title: 'A text' })
  await retext(store, 'text', 'hello world', 'https://b.test')
  await retext(store, 'text', 'oh, hello world 😀')
  await put(store, 'replaced', { body: 'first' })
  await retext(store, 'replaced', 'first and more')
  await change(store, 'replaced', { set: { body: 'second' } })
  await retext(store, 'replaced', 'second and more')
  await Promise.all(Array.from({ length: 50 }, (_, i) => put(store, `many${i}`, { i, text: 'x'.repeat(i * 100) })))
  await put(store, 'back', { a: 1 })
  await change(store, 'back', { alive: false })
  await change(store, 'back', { set: { a: 2 }, alive: true })
}

export async function exported(store: Store, more: Partial<Work> = {}) {
  const sink = memory()
  const { manifest } = await exportStore(workWith(archiveService({ store }), more), sink, new Date())
  return { blob: sink.blob(), manifest }
}

export const imported = (store: Store, blob: Blob, more: Partial<Work> = {}) =>
  importStore(workWith(archiveService({ store }), more), blob)

const sameEverywhere = ['records', 'log', 'before', 'clients'] as const

/** What the database holds, but for what belongs to one device alone. */
export async function contentOf(name: string): Promise<Record<string, unknown[]>> {
  const db = await openDB(name)
  const content: Record<string, unknown[]> = {}
  for (const store of sameEverywhere) content[store] = await db.getAll(store)
  db.close()
  // Which commits another device has made is remembered by each store for itself.
  const withoutForeign = ({ foreign: _, ...row }: { foreign?: unknown }) => row
  content.log = (content.log as { foreign?: unknown }[]).map(withoutForeign)
  return content
}

/** Every living record of the personal space, as a site that may see all would. */
export async function shownIn(store: Store, collection = 'notes'): Promise<Record<string, Record<string, Json>>> {
  const records: Record<string, Record<string, Json>> = {}
  await walkAll(store, store.identity.space, collection, record => {
    if (!record.alive) return
    records[record.row.id] = Object.fromEntries(
      record
        .fieldNames('*')
        .sort()
        .map(name => [name, record.value(name) as Json]),
    )
  })
  return records
}

/** An update of a site's own editor, which has not read the text. */
export function typed(text: string, client: number, field = 'body'): Uint8Array {
  const doc = new Doc()
  doc.clientID = client
  doc.getText(field).insert(0, text)
  return encodeStateAsUpdate(doc)
}
