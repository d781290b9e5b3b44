/** Where the backup keeps what it knows and what it has sealed, in the same database as everything else. */
import type { BackupRows, Bytes, Chain, NamedObject, OutboxRow, Peer } from './backup-rows.ts'
import { handled } from './handled.ts'
import { type LogChoice, type LogPart, readLog } from './log-lines.ts'
import type { Database } from './schema.ts'

/** The chain stands elsewhere than was thought: another instance of the background has been there. */
class ChainMovedError extends Error {
  constructor() {
    super('The backup has gone on elsewhere.')
  }
}

export class BackupStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  async get<K extends keyof BackupRows>(key: K): Promise<BackupRows[K] | undefined> {
    return (await this.#db.get('backup', key)) as BackupRows[K] | undefined
  }

  async put<K extends keyof BackupRows>(key: K, value: BackupRows[K]): Promise<void> {
    const tx = handled(this.#db.transaction('backup', 'readwrite', { durability: 'strict' }))
    await Promise.all([tx.store.put(value, key), tx.done])
  }

  /**
   * Moves the chain on, and puts what that seals into the outbox, both or neither. From here on these very bytes go to
   * the endpoint, however often it takes: sealed anew they would be others, and the device would contradict itself.
   * @param from the chain as it was; @throws ChainMovedError
   */
  async advance(from: Chain | undefined, chain: Chain, sealed: readonly Omit<OutboxRow, 'n'>[]): Promise<void> {
    const tx = handled(this.#db.transaction(['backup', 'outbox'], 'readwrite', { durability: 'strict' }))
    const known = (await tx.objectStore('backup').get('chain')) as Chain | undefined
    if (!isSame(known, from)) {
      tx.abort()
      throw new ChainMovedError()
    }
    const rows = sealed.map(row => tx.objectStore('outbox').put(row as OutboxRow))
    await Promise.all([tx.objectStore('backup').put(chain, 'chain'), ...rows, tx.done])
  }

  /** What has to be sent next, in its order. */
  outbox(count: number): Promise<OutboxRow[]> {
    return this.#db.getAll('outbox', null, count)
  }

  outboxSize(): Promise<number> {
    return this.#db.count('outbox')
  }

  /** They are at the endpoint. */
  async sent(rows: readonly OutboxRow[]): Promise<void> {
    const tx = handled(this.#db.transaction('outbox', 'readwrite', { durability: 'relaxed' }))
    await Promise.all([...rows.map(({ n }) => tx.store.delete(n)), tx.done])
  }

  peers(): Promise<Peer[]> {
    return this.#db.getAll('peers')
  }

  async putPeers(peers: readonly Peer[]): Promise<void> {
    const tx = handled(this.#db.transaction('peers', 'readwrite', { durability: 'relaxed' }))
    await Promise.all([...peers.map(peer => tx.store.put(peer)), tx.done])
  }

  /** Keeps what was fetched until all of it is there. */
  async stage({ name, bytes }: NamedObject): Promise<void> {
    await this.#db.put('staged', bytes, name)
  }

  staged(name: string): Promise<Bytes | undefined> {
    return this.#db.get('staged', name)
  }

  clearStaged(): Promise<void> {
    return this.#db.clear('staged')
  }

  /** Begins: with what is known of the others, and what goes to the endpoint first. */
  async begin(rows: Partial<BackupRows>, peers: readonly Peer[], first: readonly NamedObject[]): Promise<void> {
    const tx = handled(this.#db.transaction(['backup', 'outbox', 'peers'], 'readwrite', { durability: 'strict' }))
    const [backup, outbox] = [tx.objectStore('backup'), tx.objectStore('outbox')]
    await Promise.all([
      outbox.clear(),
      backup.delete('moving'),
      tx.objectStore('peers').clear(),
      ...Object.entries(rows).map(([key, value]) => backup.put(value, key as keyof BackupRows)),
      ...peers.map(peer => tx.objectStore('peers').put(peer)),
      ...first.map(object => outbox.put({ ...object, isHead: false } as OutboxRow)),
      tx.done,
    ])
  }

  /** What was restored is all here. */
  async endRestore({ chain, peers }: { chain: Chain; peers: readonly Peer[] }): Promise<void> {
    const tx = handled(this.#db.transaction(['backup', 'peers', 'staged'], 'readwrite', { durability: 'strict' }))
    await Promise.all([
      tx.objectStore('backup').delete('restoring'),
      tx.objectStore('backup').put(chain, 'chain'),
      tx.objectStore('peers').clear(),
      ...peers.map(peer => tx.objectStore('peers').put(peer)),
      tx.objectStore('staged').clear(),
      tx.done,
    ])
  }

  /**
   * Forgets everything of the backup but what outlives it: a device has one key for ever, and where it comes back with
   * another one nobody would believe it. The store itself stays as it is.
   */
  async clear(): Promise<void> {
    const tx = handled(
      this.#db.transaction(['backup', 'outbox', 'peers', 'staged'], 'readwrite', { durability: 'strict' }),
    )
    const keys: (keyof BackupRows)[] = ['setup', 'chain', 'status', 'restoring', 'moving']
    await Promise.all([
      ...keys.map(key => tx.objectStore('backup').delete(key)),
      ...(['outbox', 'peers', 'staged'] as const).map(name => tx.objectStore(name).clear()),
      tx.done,
    ])
  }

  /** A part of the log, as lines of text. */
  readLog(after: number, upto: number, choice: LogChoice): Promise<LogPart> {
    return readLog(this.#db, after, upto, choice)
  }
}

const isSame = (a: Chain | undefined, b: Chain | undefined): boolean =>
  a?.device === b?.device &&
  a?.counter === b?.counter &&
  a?.seq === b?.seq &&
  a?.n === b?.n &&
  a?.building?.after === b?.building?.after
