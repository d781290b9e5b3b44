/** Reads what a group of writes looks at, all of it at once. */
import { loadBases } from './base.ts'
import { getRows } from './get-rows.ts'
import { freeze, type Group, type GroupRecord, nameOf } from './group.ts'
import { loadEarly, loadTexts } from './load.ts'
import type { PendingWrite } from './queue.ts'
import { keyOf, type RecordKey } from './row.ts'
import type { WriteTransaction } from './schema.ts'
import type { TurnContext } from './turn.ts'

export async function loadGroup(tx: WriteTransaction, context: TurnContext, group: Group, writes: PendingWrite[]) {
  const keys = new Map<string, RecordKey>()
  for (const write of writes) {
    for (const key of write.keys) {
      if (write.fresh?.has(key)) group.records.set(nameOf(key), newRecord(key))
      else keys.set(nameOf(key), key)
    }
  }
  const known = new Map([...keys].map(([name, key]) => [name, context.hot.get(key)?.row] as const))
  const missing: [string, RecordKey][] = []
  for (const [name, key] of keys) {
    if (known.get(name)) continue
    if (context.newcomers.isLikely(key)) {
      keys.delete(name)
      group.records.set(name, { ...newRecord(key), isGuessed: true })
    } else missing.push([name, key])
  }
  const read = await getRows(
    tx,
    missing.map(([, key]) => key),
  )
  for (const [i, [name, key]] of missing.entries()) {
    known.set(name, read[i])
    context.newcomers.asked(key, !!read[i])
  }
  const loading = [...keys].map(async ([name, key]) => {
    const row = known.get(name)
    const texts = row?.texts ? await loadTexts(tx, row, context.cache) : new Map()
    const early = row?.awaited ? await loadEarly(tx, row) : []
    const watched = row && context.isWatched(row.space, row.collection)
    const before = row && (watched ? freeze(row, texts) : undefined)
    return [name, { key, row, texts, early, before, changed: false, original: row }] as const
  })
  const claims = writes.flatMap(({ clients }) => clients ?? [])
  const owners = claims.flatMap(({ key, field, ids }) =>
    ids.map(async client => {
      const row = await tx.objectStore('clients').get([...key, field, client])
      if (row) group.clients.set(nameOf([...key, field, client]), row)
    }),
  )
  // In the order of the writes, whichever of them was loaded first: what the log keeps of them stands in that order.
  const [loaded] = await Promise.all([Promise.all(loading), Promise.all(owners)])
  for (const [name, record] of loaded) group.records.set(name, record)
  const bases = writes.flatMap(({ bases = [] }) => bases)
  const wanted = bases.flatMap(base => {
    const row = group.records.get(nameOf(base.key))?.row
    const visible = row && base.visible(row.alive.made.by)
    return visible ? [{ row, rev: base.rev, visible }] : []
  })
  for (const { row, rev, base } of await loadBases(tx, wanted, context.secret)) {
    group.bases.set(nameOf([...keyOf(row), rev]), base)
  }
}

const newRecord = (key: RecordKey): GroupRecord => ({
  key,
  row: undefined,
  texts: new Map(),
  early: [],
  before: undefined,
  changed: false,
  original: undefined,
})
