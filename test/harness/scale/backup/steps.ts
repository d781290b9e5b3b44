/** What a snapshot is made of, step by step and each by itself, in the background's own worker. Milliseconds. */
import type { Chromium } from '../../chromium.ts'

export const steps = ['log', 'records', 'json', 'utf8', 'deflate', 'digest', 'encryptPacked', 'encrypt'] as const
export type Steps = Record<(typeof steps)[number], number>

/** `encrypt` is AES-GCM of the whole plaintext, the other side of the goal. */
export async function takeSteps({ context }: Chromium): Promise<Steps> {
  const worker = context.serviceWorkers().at(-1) ?? (await context.waitForEvent('serviceworker'))
  return worker.evaluate(async () => {
    const taken = { log: 0, records: 0, json: 0, utf8: 0, deflate: 0, digest: 0, encryptPacked: 0, encrypt: 0 }
    const timed = async <T>(name: keyof typeof taken, work: () => T | Promise<T>): Promise<T> => {
      const began = performance.now()
      const done = await work()
      taken[name] += performance.now() - began
      return done
    }
    const asked = <T>(asking: IDBRequest) =>
      new Promise<T>((resolve, reject) => {
        asking.onsuccess = () => resolve(asking.result as T)
        asking.onerror = () => reject(asking.error)
      })
    interface Commit {
      space: string
      ops: { collection: string; id: string }[]
    }
    interface LogRow {
      n: number
      time: number
      commits: Commit[]
    }
    const db = await asked<IDBDatabase>(indexedDB.open('allod'))
    const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt'])
    const encrypt = (bytes: Uint8Array<ArrayBuffer>) =>
      crypto.subtle.encrypt({ name: 'AES-GCM', iv: new Uint8Array(12) }, key, bytes)
    const seal = async (lines: string) => {
      const bytes = await timed('utf8', () => new TextEncoder().encode(lines))
      const packed = await timed('deflate', async () => {
        const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'))
        return new Uint8Array(await new Response(stream).arrayBuffer())
      })
      await timed('encryptPacked', () => encrypt(packed))
      await timed('digest', () => crypto.subtle.digest('SHA-256', packed))
      await timed('encrypt', () => encrypt(bytes))
    }
    let lines = ''
    for (let last = 0; ; ) {
      const [row] = await timed('log', () =>
        asked<LogRow[]>(db.transaction('log').objectStore('log').getAll(IDBKeyRange.lowerBound(last, true), 1)),
      )
      if (!row) break
      last = row.n
      const keys = row.commits.flatMap(({ space, ops }) => ops.map(({ collection, id }) => [space, collection, id]))
      await timed('records', async () => {
        const records = db.transaction('records').objectStore('records')
        for (let i = 0; i < keys.length; i += 50) {
          await Promise.all(keys.slice(i, i + 50).map(key => asked(records.get(key))))
        }
      })
      lines += await timed('json', () =>
        row.commits.map(commit => `${JSON.stringify({ n: row.n, time: row.time, ...commit })}\n`).join(''),
      )
      if (lines.length < 4 * 2 ** 20) continue
      await seal(lines)
      lines = ''
    }
    await seal(lines)
    db.close()
    return taken
  })
}
