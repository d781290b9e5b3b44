/** Brings a database of any earlier version to the present one. A later version adds a step; it never edits one. */
import { deleteDB, type IDBPTransaction, openDB, type StoreNames } from 'idb'
import { keyOf, type Row } from './row.ts'
import type { AllodDB, Database } from './schema.ts'

type UpgradeTransaction = IDBPTransaction<AllodDB, StoreNames<AllodDB>[], 'versionchange'>
type Step = (db: Database, tx: UpgradeTransaction) => void | Promise<void>

/** Version → the step that brings a database of the version before to it. */
export const released: Readonly<Record<number, Step>> = {
  1(db) {
    db.createObjectStore('meta')
    db.createObjectStore('records', { keyPath: ['space', 'collection', 'id'] })
    db.createObjectStore('texts', { keyPath: ['space', 'collection', 'id', 'field', 'n', 'i'] })
    db.createObjectStore('clients', { keyPath: ['space', 'collection', 'id', 'field', 'client'] })
    const log = db.createObjectStore('log', { keyPath: 'n' })
    log.createIndex('at', 'at', { unique: true })
    log.createIndex('foreign', 'foreign', { multiEntry: true })
    db.createObjectStore('before', { keyPath: 'n' })
    const answers = db.createObjectStore('answers', { autoIncrement: true })
    answers.createIndex('document', 'document')
    answers.createIndex('time', 'time')
    db.createObjectStore('grants', { keyPath: ['origin', 'space', 'collection'] })
    db.createObjectStore('requests', { keyPath: 'id' })
  },
  2(db) {
    db.createObjectStore('sites', { keyPath: 'origin' })
    db.createObjectStore('activity', { keyPath: 'n', autoIncrement: true }).createIndex('time', 'time')
  },
  async 3(db, tx) {
    db.createObjectStore('packs', { keyPath: ['space', 'collection', 'id', 'field', 'n', 'i'] })
    db.createObjectStore('indexes', { keyPath: ['space', 'collection', 'path'] })
    db.createObjectStore('index')
    tx.objectStore('log').createIndex('time', 'time')
    await numberRows(tx)
  },
  4(db) {
    db.createObjectStore('backup')
    db.createObjectStore('outbox', { keyPath: 'n', autoIncrement: true })
    db.createObjectStore('peers', { keyPath: 'device' })
    db.createObjectStore('staged')
  },
}

export const version = Math.max(...Object.keys(released).map(Number))

export interface OpenOptions {
  /** An earlier version still has the database open and does not let go: this one waits until it does. */
  onBlocked?: () => void
  /** Of tests: other steps. */
  steps?: Readonly<Record<number, Step>>
}

/**
 * The steps are one transaction: where one of them fails, or the browser is killed, the database is as it was before.
 * @throws where a step is missing or fails, where a later version of ours has been here, where the disk is full
 */
export async function openDatabase(name: string, { onBlocked, steps = released }: OpenOptions = {}): Promise<Database> {
  let failure: unknown
  const newest = Math.max(...Object.keys(steps).map(Number))
  const opening = openDB<AllodDB>(name, newest, {
    async upgrade(db, from, _to, tx) {
      try {
        for (let to = from + 1; to <= newest; to++) {
          const step = steps[to]
          if (!step) throw new Error(`The store has version ${from}, and no step leads to version ${to}.`)
          await step(db, tx)
        }
      } catch (error) {
        // Nobody waits for what is thrown here: the transaction would be complete with half of the steps.
        failure = tx.error ?? error
        abort(tx)
      }
    },
    blocked: () => onBlocked?.(),
    // A newer version of the extension wants to upgrade: let go, or it waits for ever.
    blocking: (_current, _wanted, event) => (event.target as IDBDatabase).close(),
  })
  return opening.catch(error => {
    throw failure ?? error
  })
}

/** Where there is none, nothing happens. */
export const deleteDatabase = (name: string): Promise<void> => deleteDB(name)

function abort(tx: UpgradeTransaction): void {
  tx.done.catch(() => {})
  try {
    tx.abort()
  } catch {} // it has aborted by itself
}

/** Rows, and the images from before, name the row of the log that changed them last. */
async function numberRows(tx: UpgradeTransaction): Promise<void> {
  const last = new Map<string, number>()
  const nameOf = (row: Row) => JSON.stringify(keyOf(row))
  for (let cursor = await tx.objectStore('log').openCursor(); cursor; cursor = await cursor.continue()) {
    const { n, commits } = cursor.value
    const images = await tx.objectStore('before').get(n)
    if (images) {
      await tx
        .objectStore('before')
        .put({ n, rows: images.rows.map(row => ({ ...row, n: last.get(nameOf(row)) ?? 0 })) })
      for (const row of images.rows) last.set(nameOf(row), n)
    }
    for (const { space, ops } of commits) {
      for (const { collection, id, set, remove, alive } of ops) {
        const name = JSON.stringify([space, collection, id])
        if (set || remove || alive !== undefined || !last.has(name)) last.set(name, n)
      }
    }
  }
  for (let cursor = await tx.objectStore('records').openCursor(); cursor; cursor = await cursor.continue()) {
    await cursor.update({ ...cursor.value, n: last.get(nameOf(cursor.value)) ?? 0 })
  }
}
