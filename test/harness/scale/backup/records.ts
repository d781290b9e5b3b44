/** The same records for a store and for files: three fields each, of words, so that they compress as text does. */
import { randomBytes } from 'node:crypto'
import type { Page } from 'playwright'

export interface Made {
  id: string
  title: string
  rank: number
  note: string
}

export const collection = 'documents'
/** One group of commits, thus one row of the log: as many as the queue takes at once. */
const atOnce = 2_000

const words =
  'amber bee birch brook candle clover comb crane dusk elder fern field finch frost garden gate hazel heron hive honey iris ivy kiln lake lark linden marsh meadow mint moss nectar oak orchard otter pear pine plum pollen quail quince reed rill robin rose rush rye sage sorrel spring swarm thistle thyme vale wax willow wing wren yarrow'.split(
    ' ',
  )

/** mulberry32: the same sequence in every run. */
function chances(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

export function makeRecords(count: number): Made[] {
  const chance = chances(count)
  const some = (many: number) =>
    Array.from({ length: many }, () => words[Math.floor(chance() * words.length)]).join(' ')
  return Array.from({ length: count }, () => ({
    id: randomBytes(16).toString('base64url'), // as the broker makes them: nothing compresses these
    title: some(3),
    rank: Math.floor(chance() * 1_000_000),
    note: some(8),
  }))
}

/** As a site would have put them one by one, many at once. @param quiet a page that wakes nothing; nobody else may write */
export async function fillWith(quiet: Page, records: readonly Made[], site: string): Promise<void> {
  for (let from = 0; from < records.length; from += atOnce) {
    await quiet.evaluate(writeGroup, { records: records.slice(from, from + atOnce), site, collection })
  }
}

interface Group {
  records: readonly Made[]
  site: string
  collection: string
}

async function writeGroup({ records, site, collection }: Group): Promise<void> {
  const asked = <T>(asking: IDBRequest) =>
    new Promise<T>((resolve, reject) => {
      asking.onsuccess = () => resolve(asking.result as T)
      asking.onerror = () => reject(asking.error)
    })
  const db = await asked<IDBDatabase>(indexedDB.open('allod'))
  const tx = db.transaction(['meta', 'records', 'log'], 'readwrite', { durability: 'relaxed' })
  const meta = tx.objectStore('meta')
  const { device, space } = await asked<{ device: string; space: string }>(meta.get('identity'))
  const head = await asked<{ n: number; seqs: Record<string, number> }>(meta.get('head'))
  const n = head.n + 1
  const time = Date.now()
  const random = () =>
    btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .slice(0, 22)
  let seq = head.seqs[space] ?? 0
  let hlc = ''
  const commits = records.map(({ id, ...fields }, i) => {
    hlc = `${time.toString(16).padStart(12, '0')}${i.toString(16).padStart(4, '0')}${device}`
    const write = { stamp: hlc, by: site }
    tx.objectStore('records').put({
      space,
      collection,
      id,
      fields,
      writes: [write],
      at: { title: 0, rank: 0, note: 0 },
      alive: { value: true, stamp: hlc, made: write },
      n,
    })
    seq++
    return {
      id: random(),
      space,
      device,
      seq,
      hlc,
      author: { site },
      ops: [{ collection, id, set: fields, alive: true }],
    }
  })
  const at = commits.at(-1)?.id
  tx.objectStore('log').put({ n, at, time, commits })
  meta.put({ ...head, n, at, hlc, seqs: { ...head.seqs, [space]: seq } }, 'head')
  await new Promise<void>((resolve, reject) => {
    tx.oncomplete = () => resolve()
    tx.onabort = () => reject(tx.error)
  })
  db.close()
}

/** How long the log is as lines, the plaintext of a snapshot. Bytes. */
export function plaintextOf(quiet: Page): Promise<number> {
  return quiet.evaluate(async () => {
    const asked = <T>(asking: IDBRequest) =>
      new Promise<T>((resolve, reject) => {
        asking.onsuccess = () => resolve(asking.result as T)
        asking.onerror = () => reject(asking.error)
      })
    const db = await asked<IDBDatabase>(indexedDB.open('allod'))
    const rows = await asked<{ n: number; time: number; commits: object[] }[]>(
      db.transaction('log').objectStore('log').getAll(),
    )
    db.close()
    const encoder = new TextEncoder()
    let bytes = 0
    for (const { n, time, commits } of rows) {
      for (const commit of commits) bytes += encoder.encode(JSON.stringify({ n, time, ...commit })).length + 1
    }
    return bytes
  })
}

/** As if there had never been a backup here. */
export async function forgetBackup(quiet: Page): Promise<void> {
  await quiet.evaluate(async () => {
    const asked = <T>(asking: IDBRequest) =>
      new Promise<T>((resolve, reject) => {
        asking.onsuccess = () => resolve(asking.result as T)
        asking.onerror = () => reject(asking.error)
      })
    const db = await asked<IDBDatabase>(indexedDB.open('allod'))
    const tx = db.transaction(['backup', 'outbox', 'peers', 'staged'], 'readwrite')
    for (const name of tx.objectStoreNames) tx.objectStore(name).clear()
    await new Promise<void>((resolve, reject) => {
      tx.oncomplete = () => resolve()
      tx.onabort = () => reject(tx.error)
    })
    db.close()
  })
}
