import { unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs'
import { exported, fill, openStore } from './archive-stores.ts'

interface Op {
  collection: string
  id: string
  set?: Record<string, unknown>
  remove?: string[]
  alive?: boolean
  text?: Record<string, { base: string; update: string }>
}
interface Rebuilt {
  fields: Map<string, { stamp: string; value?: unknown }>
  alive: { stamp: string; value: boolean }
  texts: { field: string; base: string; update: string }[]
}

/** Another program's way to the records, by docs/EXPORT.md alone: nothing of Allod's own is used. */
async function rebuild(commits: string): Promise<Map<string, Record<string, unknown>>> {
  const records = new Map<string, Rebuilt>()
  const lines = commits.trimEnd().split('\n')
  for (const line of lines.reverse()) {
    const { space, hlc, ops } = JSON.parse(line) as { space: string; hlc: string; ops: Op[] }
    for (const { collection, id, set = {}, remove = [], alive, text = {} } of ops) {
      const name = JSON.stringify([space, collection, id])
      const record: Rebuilt = records.get(name) ?? { fields: new Map(), alive: { stamp: '', value: false }, texts: [] }
      records.set(name, record)
      const write = (field: string, entry: { stamp: string; value?: unknown }) => {
        if (hlc > (record.fields.get(field)?.stamp ?? '')) record.fields.set(field, entry)
      }
      for (const [field, value] of Object.entries(set)) write(field, { stamp: hlc, value })
      for (const field of remove) write(field, { stamp: hlc })
      if (alive !== undefined && hlc > record.alive.stamp) record.alive = { stamp: hlc, value: alive }
      for (const [field, { base, update }] of Object.entries(text)) record.texts.push({ field, base, update })
    }
  }
  const living = new Map<string, Record<string, unknown>>()
  for (const [name, { fields, alive, texts }] of records) {
    if (!alive.value) continue
    const shown: Record<string, unknown> = {}
    for (const [field, entry] of fields) if ('value' in entry) shown[field] = entry.value
    for (const field of new Set(texts.map(({ field }) => field))) {
      const base = fields.get(field)?.stamp ?? ''
      const updates = texts.filter(text => text.field === field && text.base === base)
      if (updates.length === 0) continue
      const doc = new Doc()
      const [, collection, id] = JSON.parse(name) as string[]
      if (typeof shown[field] === 'string' && shown[field]) {
        const place = new TextEncoder().encode(`client\n${JSON.stringify([collection, id, field, base])}`)
        const seed = new Doc()
        seed.clientID = new DataView(await crypto.subtle.digest('SHA-256', place)).getUint32(0)
        seed.getText(field).insert(0, shown[field])
        applyUpdate(doc, encodeStateAsUpdate(seed))
      }
      for (const { update } of updates)
        applyUpdate(
          doc,
          Uint8Array.from(atob(update), char => char.charCodeAt(0)),
        )
      shown[field] = doc.getText(field).toString()
    }
    living.set(name, shown)
  }
  return living
}

test('another program rebuilds the records from the commits, in any order', async () => {
  const store = await openStore()
  await fill(store)
  const files = unzipSync(new Uint8Array(await (await exported(store)).blob.arrayBuffer()))
  const textOf = (name: string) => new TextDecoder().decode(files[name])
  const told = new Map<string, unknown>()
  for (const line of textOf('records.jsonl').trimEnd().split('\n')) {
    const { space, collection, id, fields } = JSON.parse(line)
    told.set(JSON.stringify([space, collection, id]), fields)
  }
  expect(told.size).toBeGreaterThan(50)
  expect(Object.fromEntries(await rebuild(textOf('commits.jsonl')))).toEqual(Object.fromEntries(told))
})
