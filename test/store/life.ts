/** A store that has been lived in, and what it shows: the same for every version, as far as that one knows of it. */

import type { Json } from '../../lib/protocol/api.ts'
import type { Author, Commit, Op } from '../../lib/store/commit.ts'
import type { LoadedRecord, RecordKey, Store } from '../../lib/store/index.ts'
import { newChain } from '../../lib/sync/own-chain.ts'
import { newPeer } from '../../lib/sync/pulling.ts'
import { together, walkAll } from './open.ts'

const a = { site: 'https://a.test' }
const b = { site: 'https://b.test' }
const owner = { owner: true } as const
const hidden = 'AAAAAAAAAAAAAAAAAAAAAA'
const written = 'document-1'
const places = [
  ['mine', 'notes'],
  ['mine', 'documents'],
  [hidden, 'notes'],
] as const

type Fields = Record<string, Json>
export interface Shown {
  /** Space and collection → id → fields; null: deleted. */
  records: Record<string, Record<string, Fields | null>>
  /** What a watch missed that went on from `at`. */
  since: { at: string; changes: { id: string; before: Fields | null; after: Fields | null }[] }
  /** A revision of long ago, and what the record was then. */
  base: { key: RecordKey; rev: string; title: Json; body: string }
  commits: string[]
  answers: unknown[]
  grants: unknown[]
  requests: unknown[]
  sites: unknown[]
  activity: unknown[]
}

const spaceOf = (store: Store, space: string) => (space === 'mine' ? store.identity.space : space)

export function commit(store: Store, author: Author, ops: Op[], space = 'mine', n?: number): Promise<unknown> {
  const where = spaceOf(store, space)
  const { collection } = ops[0] as Op
  return store.write({
    space: where,
    author,
    keys: ops.map(({ collection, id }): RecordKey => [where, collection, id]),
    ...(n === undefined ? {} : { call: { document: written, n, hash: `hash ${n}` } }),
    apply(group) {
      group.commit(where, author, ops)
      return { n: n ?? null }
    },
    noted: () => ('site' in author ? [{ origin: author.site, what: 'write', collection, updated: ops.length }] : []),
  })
}

const put = (store: Store, id: string, set: Fields, author: Author = a, collection = 'notes', space = 'mine') =>
  commit(store, author, [{ collection, id, set, alive: true }], space)

function retext(store: Store, id: string, next: string, author = a): Promise<unknown> {
  const key: RecordKey = [store.identity.space, 'documents', id]
  return store.write({
    space: key[0],
    author,
    keys: [key],
    apply(group) {
      const { text, base } = group.text(key, 'body')
      const client = group.freshClient(key, 'body')
      const update = text.replace(next, client)
      group.commit(key[0], author, [{ collection: key[1], id, text: { body: { base, update, clients: [client] } } }])
    },
  })
}

export async function live(store: Store): Promise<Pick<Shown, 'base'> & { at: string }> {
  await put(store, 'plain', { title: 'One', zero: 0, deep: { list: [1, null, { a: 'é😀\u2028' }] } })
  await commit(store, a, [{ collection: 'notes', id: 'plain', set: { title: 'Two' }, remove: ['zero'] }], 'mine', 1)
  await put(store, 'gone', { a: 1 }, b)
  await commit(store, b, [{ collection: 'notes', id: 'gone', alive: false }], 'mine', 2)
  await put(store, 'back', { a: 1 })
  await commit(store, a, [{ collection: 'notes', id: 'only-patched', set: { b: 1 } }])
  await put(store, 'text', { title: 'A text', body: 'hello' }, a, 'documents')
  await retext(store, 'text', 'hello world', b)
  await put(store, 'replaced', { body: 'first' }, a, 'documents')
  await retext(store, 'replaced', 'first and more')
  await put(store, 'long', { body: '' }, owner, 'documents')
  await put(store, 'secret', { a: 'of an empty store' }, b, 'notes', hidden)
  const long = (from: number) => Array.from({ length: 105 }, (_, i) => retext(store, 'long', 'x'.repeat(from + i + 1)))
  for (const from of [0, 105, 210, 315]) await Promise.all(long(from)) // beyond 400 rows a text is compacted
  const key: RecordKey = [store.identity.space, 'documents', 'text']
  const then = (await store.get(key)) as LoadedRecord
  const base = { key, rev: then.rev('*', store.identity.secret), title: 'A text', body: 'hello world' }
  const { at } = await walkAll(store, store.identity.space, 'notes')

  await commit(store, owner, [{ collection: 'notes', id: 'plain', set: { mine: true } }])
  await commit(store, a, [
    { collection: 'notes', id: 'back', alive: false },
    { collection: 'notes', id: 'new', set: { n: 1 }, alive: true },
  ])
  await put(store, 'back', { a: 2 })
  await retext(store, 'text', 'oh, hello world 😀')
  await commit(store, a, [{ collection: 'documents', id: 'text', set: { title: 'Another title' } }])
  await commit(store, a, [{ collection: 'documents', id: 'replaced', set: { body: 'second' } }])
  await retext(store, 'replaced', 'second and more')
  await store.receive(together([fromElsewhere(store)]))
  await decide(store)
  await backUp(store)
  for (let i = 0; i < 3; i++) store.indexes.wish(store.identity.space, 'notes', 'title')
  await store.decide(async () => {}) // what has been wished for stands in the queue before this
  await store.indexes.settle()
  return { base, at }
}

/** Of another device, and older than all of this: what is there already wins. */
const fromElsewhere = (store: Store): Commit => ({
  id: 'foreign-commit-00000001',
  space: store.identity.space,
  device: 'device-of-another-one-01',
  seq: 7,
  hlc: '0000000000010000device-of-another-one-01',
  author: b,
  ops: [
    { collection: 'notes', id: 'from-elsewhere', set: { a: 1 }, alive: true },
    { collection: 'notes', id: 'plain', set: { title: 'too late', also: 'kept' } },
  ],
})

/** A backup under way: a snapshot, a segment that waits to be sent, another device. */
async function backUp({ backup, identity: { device } }: Store): Promise<void> {
  const endpoint = { kind: 'webdav', url: 'https://cloud.test/', user: 'owner', password: 'secret' } as const
  const setup = { endpoint, store: 'a-store', space: 'a-space', root: 'a-root', epochs: [], objects: [], since: 1 }
  const chain = { ...newChain(device), counter: 1, headSeq: 1, seq: 1, hash: 'of-a-segment', isUntidy: true }
  const object = { name: 'f', bytes: Uint8Array.of(1, 2, 3) }
  await backup.begin({ setup, chain }, [{ ...newPeer('device-of-another-one-01', 'Phone', 'a-key'), seq: 7 }], [object])
  await backup.stage(object)
}

async function decide(store: Store): Promise<void> {
  const part = {
    grant: 'g',
    access: ['read'],
    fields: '*',
    records: 'all',
    lifetime: 'always',
    expiresAt: null,
  } as const
  const row = { origin: a.site, space: store.identity.space, collection: 'notes' }
  const grants = [
    { ...row, parts: [{ ...part, access: ['read' as const], since: 5 }], usedAt: 6 },
    { ...row, collection: 'documents', parts: [], lapsedAt: 7 },
  ]
  const request = {
    id: 'request-1',
    nonce: 'nonce',
    origin: b.site,
    document: 'document-2',
    tab: 3,
    calls: [{ n: 1, hash: 'hash' }],
    scopes: [{ collection: 'notes', access: ['read' as const], fields: '*' as const, records: 'all' as const }],
    reason: 'Because',
    time: 8,
    expiresAt: 9,
    window: null,
  }
  await store.decide(
    async (tx, _head, note) => {
      for (const grant of grants) await tx.objectStore('grants').put(grant)
      await tx.objectStore('requests').put(request)
      if (!knowsSites(store)) return
      await tx.objectStore('sites').put({ origin: b.site, hidden, used: { records: 1, bytes: 20 } })
      note({ origin: a.site, what: 'decision', outcome: 'allowed', detail: 'read notes' })
    },
    { bump: true },
  )
  if (knowsSites(store)) await store.changeSettings({ audience: 'quiet', asking: [a.site] })
}

/** The first version knew neither sites nor activity. */
const knowsSites = (store: Store): boolean => 'sites' in store

export async function shownIn(store: Store, { at, base }: { at: string; base: Shown['base'] }): Promise<Shown> {
  const records: Shown['records'] = {}
  for (const [space, collection] of places) {
    const shown: Record<string, Fields | null> = {}
    await walkAll(store, spaceOf(store, space), collection, record => {
      shown[record.row.id] = fieldsOf(record)
    })
    records[`${space} ${collection}`] = shown
  }
  const since = await store.changesSince(at, store.identity.space, 'notes')
  const activity: unknown[] = []
  if (knowsSites(store)) await store.eachActivity(null, row => activity.push(row) > 0)
  return {
    records,
    since: {
      at,
      changes: (since?.changes ?? [])
        .map(({ key, before, after }) => ({ id: key[2], before: fieldsOf(before), after: fieldsOf(after) }))
        .sort((x, y) => (x.id < y.id ? -1 : 1)),
    },
    base,
    commits: (await store.commitsAfter(0)).map(({ id }) => id),
    answers: await store.answersOf(written),
    grants: await store.grants(),
    requests: await store.requests(),
    sites: knowsSites(store) ? await store.sites() : [],
    activity,
  }
}

function fieldsOf(record: LoadedRecord | undefined): Fields | null {
  if (!record?.alive) return null
  const names = record.fieldNames('*').sort()
  return Object.fromEntries(names.map(name => [name, record.value(name) as Json]))
}
