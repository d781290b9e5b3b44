/** Records from commits, by docs/EXPORT.md alone: nothing of lib/ is used here. */
import { createHash } from 'node:crypto'
import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs'

/** A line of commits.jsonl, as far as records follow from it. */
export interface Line {
  space: string
  hlc: string
  ops: {
    collection: string
    id: string
    set?: Record<string, unknown>
    remove?: string[]
    alive?: boolean
    text?: Record<string, { base: string; update: string }>
  }[]
}

interface Gathered {
  collection: string
  id: string
  fields: Map<string, { stamp: string; value?: unknown }>
  alive: { stamp: string; value: boolean }
  texts: { field: string; base: string; update: string }[]
}

/** Collection → id → fields. */
export type Records = Record<string, Record<string, Record<string, unknown>>>

export function recordsOf(lines: readonly Line[], only: string): Records {
  const gathered = new Map<string, Gathered>()
  for (const { space, hlc, ops } of lines) {
    if (space !== only) throw new Error('A commit of another space.')
    for (const { collection, id, set = {}, remove = [], alive, text = {} } of ops) {
      const name = JSON.stringify([collection, id])
      const record: Gathered = gathered.get(name) ?? {
        collection,
        id,
        fields: new Map(),
        alive: { stamp: '', value: false },
        texts: [],
      }
      gathered.set(name, record)
      const write = (field: string, entry: { stamp: string; value?: unknown }) => {
        if (hlc > (record.fields.get(field)?.stamp ?? '')) record.fields.set(field, entry)
      }
      for (const [field, value] of Object.entries(set)) write(field, { stamp: hlc, value })
      for (const field of remove) write(field, { stamp: hlc })
      if (alive !== undefined && hlc > record.alive.stamp) record.alive = { stamp: hlc, value: alive }
      for (const [field, { base, update }] of Object.entries(text)) record.texts.push({ field, base, update })
    }
  }
  const records: Records = {}
  for (const record of gathered.values()) {
    const { collection, id, alive } = record
    if (alive.value) records[collection] = { ...records[collection], [id]: shown(record) }
  }
  return records
}

function shown({ collection, id, fields, texts }: Gathered): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const [field, entry] of fields) if ('value' in entry) values[field] = entry.value
  for (const field of new Set(texts.map(({ field }) => field))) {
    const base = fields.get(field)?.stamp ?? ''
    const updates = texts.filter(text => text.field === field && text.base === base)
    if (updates.length === 0) continue
    const doc = new Doc()
    const begun = values[field]
    if (typeof begun === 'string' && begun !== '') {
      const seed = new Doc()
      const place = `client\n${JSON.stringify([collection, id, field, base])}`
      seed.clientID = createHash('sha256').update(place).digest().readUInt32BE(0)
      seed.getText(field).insert(0, begun)
      applyUpdate(doc, encodeStateAsUpdate(seed))
    }
    for (const { update } of updates) applyUpdate(doc, Buffer.from(update, 'base64'))
    values[field] = doc.getText(field).toString()
  }
  return values
}
