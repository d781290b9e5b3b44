/** Whole databases as JSON: as they were written by the version whose number they bear, for later ones to upgrade. */
import { fromBase64, toBase64 } from '../../lib/protocol/base64.ts'

/** An object store as the browser describes it, and every row. */
interface StoreDump {
  keyPath: string | string[] | null
  autoIncrement: boolean
  indexes: Record<string, { keyPath: string | string[]; unique: boolean; multiEntry: boolean }>
  rows: { key: unknown; value: unknown }[]
}

export interface Fixture<Shown = unknown> {
  version: number
  stores: Record<string, StoreDump>
  /** What the code of its time showed of it. */
  shown: Shown
}

export async function dump(name: string): Promise<Omit<Fixture, 'shown'>> {
  const db = await answerOf(indexedDB.open(name))
  const stores: Fixture['stores'] = {}
  for (const storeName of db.objectStoreNames) {
    const store = db.transaction(storeName).objectStore(storeName)
    const [keys, values] = await Promise.all([answerOf(store.getAllKeys()), answerOf(store.getAll())])
    const indexes = [...store.indexNames].map(index => {
      const { keyPath, unique, multiEntry } = store.index(index)
      return [index, { keyPath, unique, multiEntry }] as const
    })
    stores[storeName] = {
      keyPath: store.keyPath,
      autoIncrement: store.autoIncrement,
      indexes: Object.fromEntries(indexes),
      rows: keys.map((key, i) => ({ key, value: values[i] })),
    }
  }
  db.close()
  return { version: db.version, stores }
}

/** Makes the database as it was. Nothing of ours takes part in it. */
export async function build(name: string, { version, stores }: Fixture): Promise<void> {
  const opening = indexedDB.open(name, version)
  opening.onupgradeneeded = () => {
    for (const [storeName, { keyPath, autoIncrement, indexes, rows }] of Object.entries(stores)) {
      const store = opening.result.createObjectStore(storeName, { keyPath, autoIncrement })
      for (const [index, { keyPath, ...options }] of Object.entries(indexes)) store.createIndex(index, keyPath, options)
      for (const { key, value } of rows) store.put(value, keyPath === null ? (key as IDBValidKey) : undefined)
    }
  }
  ;(await answerOf(opening)).close()
}

/** Bytes stand as base64, under a name that no field of ours has; each row has a line of its own. */
export const textOf = ({ version, stores, shown }: Fixture): string => {
  const lines = Object.entries(stores).map(([name, { rows, ...store }]) => {
    const texts = rows.map(row => `\n${json(row)}`)
    return `${JSON.stringify(name)}: {"rows": [${texts}],\n${JSON.stringify(store).slice(1)}`
  })
  return `{"version": ${version},\n"shown": ${json(shown)},\n"stores": {${lines.join(',\n')}}}\n`
}
const json = (value: unknown) =>
  JSON.stringify(value, (_, part) => (part instanceof Uint8Array ? { $bytes: toBase64(part) } : part))

export const fixtureOf = <Shown>(text: string): Fixture<Shown> =>
  JSON.parse(text, (_, part) => (typeof part?.$bytes === 'string' ? fromBase64(part.$bytes) : part))

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
