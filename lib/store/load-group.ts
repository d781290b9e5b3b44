/** Reads what a group of writes looks at, all of it at once. */
import { loadBases } from './base.ts'
import type { Commit } from './commit.ts'
import { foreignName, freeze, type Group, nameOf } from './group.ts'
import { loadEarly, loadTexts } from './load.ts'
import type { PendingWrite, QueuedWrite } from './queue.ts'
import { keyOf, type RecordKey } from './row.ts'
import type { WriteTransaction } from './schema.ts'
import type { TurnContext } from './turn.ts'

export async function loadGroup(
  tx: WriteTransaction,
  context: TurnContext,
  group: Group,
  writes: QueuedWrite['write'][],
) {
  const keys = new Map<string, RecordKey>()
  for (const write of writes) {
    for (const key of keysOf(write)) {
      if (!('receive' in write) && write.fresh?.has(key)) {
        group.records.set(nameOf(key), {
          key,
          row: undefined,
          texts: new Map(),
          early: [],
          before: undefined,
          changed: false,
          original: undefined,
        })
      } else keys.set(nameOf(key), key)
    }
  }
  const loading = [...keys].map(async ([name, key]) => {
    const row = await tx.objectStore('records').get(key)
    const texts = row ? await loadTexts(tx, row, context.cache) : new Map()
    const early = row?.awaited ? await loadEarly(tx, row) : []
    const watched = row && context.isWatched(row.space, row.collection)
    const before = row && (watched ? freeze(row, texts) : undefined)
    group.records.set(name, { key, row, texts, early, before, changed: false, original: row })
  })
  const plain = writes.filter((write): write is PendingWrite => !('receive' in write))
  const received = writes.flatMap(write => ('receive' in write ? write.receive : []))
  const claims = [...plain.flatMap(({ clients }) => clients ?? []), ...received.flatMap(claimsOf)]
  const owners = claims.flatMap(({ key, field, ids }) =>
    ids.map(async client => {
      const row = await tx.objectStore('clients').get([...key, field, client])
      if (row) group.clients.set(nameOf([...key, field, client]), row)
    }),
  )
  const known = received.map(async commit => {
    const name = foreignName(commit)
    if (await tx.objectStore('log').index('foreign').getKey(name)) group.known.add(name)
  })
  await Promise.all([...loading, ...owners, ...known])
  const bases = plain.flatMap(({ bases = [] }) => bases)
  const wanted = bases.flatMap(base => {
    const row = group.records.get(nameOf(base.key))?.row
    const visible = row && base.visible(row.alive.made.by)
    return visible ? [{ row, rev: base.rev, visible }] : []
  })
  for (const { row, rev, base } of await loadBases(tx, wanted, context.secret)) {
    group.bases.set(nameOf([...keyOf(row), rev]), base)
  }
}

function claimsOf({ space, ops }: Commit): NonNullable<PendingWrite['clients']> {
  return ops.flatMap(({ collection, id, text = {} }) =>
    Object.entries(text).map(([field, { clients: ids = [] }]) => ({ key: [space, collection, id], field, ids })),
  )
}

function keysOf(write: QueuedWrite['write']): RecordKey[] {
  if (!('receive' in write)) return write.keys
  return write.receive.flatMap(({ space, ops }) => ops.map(op => [space, op.collection, op.id] as RecordKey))
}
