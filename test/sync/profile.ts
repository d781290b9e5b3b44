/** A browser profile with a store and a backup of it, as far as both know nothing of a browser. */
import { deleteDB } from 'idb'
import { onTestFinished } from 'vitest'
import { openRoot, type Root, wordsOf } from '../../lib/crypto/recovery.ts'
import type { Json } from '../../lib/protocol/api.ts'
import type { EndpointConfig, Keyring, RestoreReport } from '../../lib/protocol/backup.ts'
import type { GroupEvent, RecordKey } from '../../lib/store/index.ts'
import { Store } from '../../lib/store/index.ts'
import { Backup } from '../../lib/sync/backup.ts'
import type { Endpoint } from '../../lib/sync/endpoints/endpoint.ts'
import type { EngineOptions } from '../../lib/sync/engine.ts'
import { found, join } from '../../lib/ui/backup/keyring.ts'
import { build, dump } from '../store/fixture.ts'
import { clockAt, noon, put as putIn, retext, write as writeIn } from '../store/open.ts'

const collection = 'documents'
export const place: EndpointConfig = { kind: 'webdav', url: 'https://cloud.test/', user: 'owner', password: 'secret' }

let rootOnce: Promise<Root> | undefined
/** The owner's words are the same in every test. */
export const ownersRoot = (): Promise<Root> => {
  rootOnce ??= openRoot(wordsOf(new Uint8Array(32).fill(1)))
  return rootOnce
}

export interface ProfileOptions {
  name?: string
  time?: number
  /** A database of this name is there already. */
  database?: string
}

export class Profile {
  readonly name: string
  readonly database: string
  readonly clock: ReturnType<typeof clockAt>
  readonly ended: Record<string, number>[] = []
  /** Origin → when its access was revoked here. */
  readonly revoked: Record<string, number> = {}
  readonly groups: GroupEvent[] = []
  readonly #endpoint: Endpoint
  #store: Store | undefined
  #backup: Backup | undefined

  private constructor(endpoint: Endpoint, { name = 'Device', time = noon, database }: ProfileOptions) {
    this.#endpoint = endpoint
    this.name = name
    this.clock = clockAt(time)
    this.database = database ?? `profile ${crypto.randomUUID()}`
  }

  static async start(endpoint: Endpoint, options: ProfileOptions = {}): Promise<Profile> {
    const profile = await Profile.open(endpoint, options)
    onTestFinished(() => profile.end())
    return profile
  }

  /** Whoever asks for it ends it. */
  static async open(endpoint: Endpoint, options: ProfileOptions = {}): Promise<Profile> {
    const profile = new Profile(endpoint, options)
    await profile.begin()
    return profile
  }

  /** The same once more, as somebody copies a profile's folder. The clocks of two machines are never quite the same. */
  async clone(): Promise<Profile> {
    const database = `profile ${crypto.randomUUID()}`
    await build(database, { ...(await dump(this.database)), shown: null })
    const copy = new Profile(this.#endpoint, { name: this.name, time: this.clock.time + 500_003, database })
    Object.assign(copy.revoked, this.revoked)
    await copy.begin()
    await copy.backup.start()
    return copy
  }

  /** Keeps how the profile is now. @returns what puts it back to that */
  async keep(): Promise<() => Promise<void>> {
    const then = await dump(this.database)
    return async () => {
      this.close()
      await deleteDB(this.database)
      await build(this.database, { ...then, shown: null })
      await this.begin()
      await this.backup.start()
    }
  }

  get store(): Store {
    if (!this.#store) throw new Error('The profile is closed.')
    return this.#store
  }
  get backup(): Backup {
    if (!this.#backup) throw new Error('The profile is closed.')
    return this.#backup
  }

  /** The background has been started. */
  async begin(): Promise<void> {
    const now = () => this.clock.time++
    this.#store = await Store.open(this.database, { now, onGroup: event => this.groups.push(event) })
    this.#backup = new Backup(this.options())
  }

  options(): EngineOptions {
    return {
      store: this.store,
      now: () => this.clock.time,
      openEndpoint: () => this.#endpoint,
      changed() {},
      isUsed: () => false,
      wakeAt() {},
      hasAccess: async () => true,
      later: () => () => {},
      revocations: {
        since: time => Object.fromEntries(Object.entries(this.revoked).filter(([, at]) => at > time)),
        end: async revoked => void this.ended.push({ ...revoked }),
      },
    }
  }

  /** The background dies, and another one is started. */
  async restart(): Promise<void> {
    this.close()
    await this.begin()
    await this.backup.start()
  }

  get isClosed(): boolean {
    return this.#store === undefined
  }

  close(): void {
    this.#backup?.end()
    this.#store?.close()
    this.#store = undefined
    this.#backup = undefined
  }

  async end(): Promise<void> {
    this.close()
    await deleteDB(this.database)
  }

  async keyring(): Promise<Keyring> {
    return found(await ownersRoot(), await this.backup.deviceKeys(), this.name, this.clock.time)
  }

  /** Begins to back up. */
  async setUp(): Promise<void> {
    await this.backup.startBackup(place, await this.keyring())
    await this.turn()
  }

  async restore(kitCode = ''): Promise<RestoreReport> {
    const root = await ownersRoot()
    const there = await this.backup.look(place, root.store)
    const keyring = await join(root, there, await this.backup.deviceKeys(), this.name, this.clock.time)
    return this.backup.restore({ endpoint: place, keyring, kitCode })
  }

  /** @throws what stands in the way, as the owner is told */
  async turn(): Promise<void> {
    await this.backup.backUpNow()
    const { problem } = await this.backup.view()
    if (problem) throw Object.assign(new Error(`${problem.kind}: ${problem.detail}`), { kind: problem.kind })
  }

  key(id: string): RecordKey {
    return [this.store.identity.space, collection, id]
  }
  put(id: string, set: Record<string, Json>): Promise<unknown> {
    return putIn(this.store, id, set, { keys: [this.key(id)] })
  }
  write(id: string, op: Parameters<typeof writeIn>[2]): Promise<unknown> {
    return writeIn(this.store, id, op, { keys: [this.key(id)] })
  }

  /** Makes a text of a field, or of the text that it is another one. */
  retext(id: string, next: string, field = 'body'): Promise<unknown> {
    return retext(this.store, id, next, field, { keys: [this.key(id)] })
  }

  /** As if its log had grown much: its next turn makes a snapshot of it. */
  async fatten(): Promise<void> {
    const { backup } = this.store
    const chain = await backup.get('chain')
    if (chain) await backup.advance(chain, { ...chain, weight: 2 ** 40 }, [])
  }

  /** Every living record, by id. */
  async shown(): Promise<Record<string, Record<string, Json>>> {
    const records: Record<string, Record<string, Json>> = {}
    await this.store.eachRecord(null, record => {
      if (record.alive) {
        records[record.row.id] = Object.fromEntries(
          record
            .fieldNames('*')
            .sort()
            .map(name => [name, record.value(name) as Json]),
        )
      }
      return true
    })
    return records
  }
}
