/** Fills the store of an extension whose background does not run, by its own way of keeping records. */
import type { Page } from 'playwright'

export interface Filling {
  collection: string
  records: number
}

/** A hundred collections, one of which holds half of everything. */
export function fillings(records: number): Filling[] {
  const others = Math.floor(records / 2 / 99)
  return Array.from({ length: 100 }, (_, i) => ({
    collection: i === 0 ? 'large' : `small.n${i}`,
    records: i === 0 ? records / 2 : others,
  }))
}

/** How many records share one value of `group`. */
export const groupSize = 100
/** One transaction's. */
const atOnce = 2_000

/** @param page one of the extension's that wakes nothing: `manifest.json` */
export async function fill(page: Page, { collection, records }: Filling): Promise<void> {
  for (let from = 0; from < records; from += atOnce) {
    await page.evaluate(writePart, { collection, from, to: Math.min(records, from + atOnce), records, groupSize })
  }
}

/** Records of about 1 KB, as one group of commits has written them. */
async function writePart({
  collection,
  from,
  to,
  records,
  groupSize,
}: {
  collection: string
  from: number
  to: number
  records: number
  groupSize: number
}): Promise<void> {
  const db = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open('allod')
    opening.onsuccess = () => resolve(opening.result)
    opening.onerror = () => reject(opening.error)
  })
  const tx = db.transaction(['meta', 'records', 'log'], 'readwrite', { durability: 'relaxed' })
  const get = <T>(key: string) =>
    new Promise<T>(resolve => {
      const asking = tx.objectStore('meta').get(key)
      asking.onsuccess = () => resolve(asking.result as T)
    })
  const { device, space } = await get<{ device: string; space: string }>('identity')
  const head = await get<{ n: number; hlc: string; at: string; seqs: Record<string, number> }>('head')
  const n = head.n + 1
  const time = Date.now()
  const hlc = `${time.toString(16).padStart(12, '0')}0000${device}`
  const seq = (head.seqs[space] ?? 0) + 1
  const at = `filled-${n}`
  const write = { stamp: hlc, by: 'owner' }
  // No two records hold the same: what compresses well would fit into memory.
  const noise = Array.from(crypto.getRandomValues(new Uint8Array(60_000)), byte => byte.toString(36)).join('')
  const ops: unknown[] = []
  for (let i = from; i < to; i++) {
    const id = `r${String(i).padStart(7, '0')}`
    // The groups lie all over the collection.
    const fields = {
      title: `Record ${i}`,
      group: (i * 7919) % Math.ceil(records / groupSize),
      rank: (i * 104729) % 1e6,
      more: noise.slice((i * 997) % 100_000).slice(0, 900),
    }
    tx.objectStore('records').put({
      space,
      collection,
      id,
      fields,
      writes: [write],
      at: { title: 0, group: 0, rank: 0, more: 0 },
      alive: { value: true, stamp: hlc, made: write },
      n,
    })
    ops.push({ collection, id, set: fields, alive: true })
  }
  tx.objectStore('log').put({
    n,
    at,
    time,
    commits: [{ id: at, space, device, seq, hlc, author: { owner: true }, ops }],
  })
  tx.objectStore('meta').put({ ...head, n, at, hlc, seqs: { ...head.seqs, [space]: seq } }, 'head')
  await new Promise<void>((resolve, reject) => {
    tx.oncomplete = () => resolve()
    tx.onabort = () => reject(tx.error)
  })
  db.close()
}

/** What of an index does not agree with the records; nothing, where all is well. */
export function faultsOfIndexes(page: Page): Promise<{ whole: string[]; faults: string[] }> {
  return page.evaluate(async () => {
    const all = <T>(asking: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        asking.onsuccess = () => resolve(asking.result)
        asking.onerror = () => reject(asking.error)
      })
    const db = await all(indexedDB.open('allod'))
    const tx = db.transaction(['records', 'indexes', 'index'], 'readonly')
    const indexes = (await all(tx.objectStore('indexes').getAll())) as {
      no: number
      space: string
      collection: string
      path: string
      after?: string | null
    }[]
    const faults: string[] = []
    const whole: string[] = []
    for (const { no, space, collection, path, after } of indexes) {
      const rows = await all(
        tx.objectStore('records').getAll(IDBKeyRange.bound([space, collection], [space, collection, []])),
      )
      const alive = new Map(rows.filter(({ alive }) => alive.value).map(({ id, fields }) => [id, fields[path]]))
      const keys = (await all(tx.objectStore('index').getAllKeys(IDBKeyRange.bound([no], [no + 1], false, true)))) as [
        number,
        unknown[],
        string,
      ][]
      const seen = new Set<string>()
      for (const [, key, id] of keys) {
        if (seen.has(id)) faults.push(`${path}: ${id} stands there twice`)
        seen.add(id)
        if (!alive.has(id)) faults.push(`${path}: ${id} points nowhere`)
        else if (path !== '' && (key[1] ?? undefined) !== alive.get(id)) faults.push(`${path}: ${id} has another value`)
      }
      if (after !== undefined) continue
      whole.push(`${collection} ${path}`)
      for (const id of alive.keys()) if (!seen.has(id)) faults.push(`${path}: ${id} is missing`)
    }
    db.close()
    return { whole, faults: faults.slice(0, 20) }
  })
}
