/** What the owner may do with the backup. */
import { makeDeviceKeys } from '../crypto/device-keys.ts'
import { importEpochKey } from '../crypto/seal.ts'
import { exportVerifyKey } from '../crypto/sign.ts'
import { randomId } from '../platform/random.ts'
import type {
  BackupView,
  DeviceKeys,
  DrillReport,
  EndpointConfig,
  Found,
  Keyring,
  ProbeReport,
  RestoreAsk,
  RestoreReport,
} from '../protocol/backup.ts'
import type { BackupSetup, Chain, DeviceKeysRow } from '../store/index.ts'
import { drill } from './drill.ts'
import { probe } from './endpoints/probe.ts'
import { Engine, type EngineOptions } from './engine.ts'
import { asFault, BackupFault } from './faults.ts'
import { leave } from './leave.ts'
import { findStore } from './look.ts'
import { newChain } from './own-chain.ts'
import { finishRestore, prepareRestore } from './restoring.ts'
import { openSession, sessionOf } from './session.ts'
import { viewOf } from './view.ts'

export class Backup {
  readonly #engine: Engine
  readonly #options: EngineOptions
  #stop = new AbortController()

  constructor(options: EngineOptions) {
    this.#options = options
    this.#engine = new Engine(options)
  }

  /** Goes on where the last background was. */
  async start(): Promise<void> {
    if (await this.#options.store.backup.get('restoring')) {
      this.#asked(() => finishRestore(this.#options, this.#engine.progress)).catch(console.error)
    } else await this.#engine.start()
  }

  wrote(): void {
    this.#engine.wrote()
  }
  tick(): Promise<void> {
    return this.#engine.tick()
  }
  end(): void {
    this.#stop.abort()
    this.#engine.end()
  }

  view(): Promise<BackupView> {
    return viewOf(this.#options, this.#engine)
  }

  /** @throws BackupFault */
  async probe(config: EndpointConfig): Promise<ProbeReport> {
    await this.#options.trying?.(config.url)
    return this.#told(() => probe(this.#options.openEndpoint(config), this.#newStop()))
  }

  async deviceKeys(): Promise<DeviceKeys> {
    const { identity, backup } = this.#options.store
    let row = await backup.get('keys')
    if (row?.device !== identity.device) {
      row = { device: identity.device, ...(await makeDeviceKeys()) }
      await backup.put('keys', row)
    }
    const [sign, box] = await Promise.all([exportVerifyKey(row.sign.publicKey), exportVerifyKey(row.box.publicKey)])
    return { device: row.device, space: identity.space, sign, box }
  }

  /** @throws BackupFault where there is a backup already, here or there */
  startBackup(endpoint: EndpointConfig, keyring: Keyring): Promise<void> {
    return this.#asked(async () => {
      const { store } = this.#options
      await this.#mustBeOff()
      const { setup, keys } = await this.#setupOf(endpoint, keyring)
      const { marker } = await findStore(this.#options.openEndpoint(endpoint), keyring.store, this.#newStop())
      if (marker) throw new BackupFault('taken', 'There is a backup of these words at that place already.')
      const chain = { ...newChain(store.identity.device), isNew: true }
      const exports = (await store.backup.get('exports')) ?? { exportedAt: null, recipient: null }
      const rows = { setup, keys, chain, exports: { ...exports, recipient: keyring.recipient } }
      await store.backup.begin(rows, [], setup.objects)
    }).then(() => void this.#engine.turn(true))
  }

  look(endpoint: EndpointConfig, store: string): Promise<Found> {
    return this.#told(() => findStore(this.#options.openEndpoint(endpoint), store, this.#newStop()))
  }

  restore({ endpoint, keyring, kitCode }: RestoreAsk): Promise<RestoreReport> {
    const { store } = this.#options
    return this.#asked(async () => {
      await this.#mustBeOff()
      const { setup, keys } = await this.#setupOf(endpoint, keyring)
      const session = await sessionOf(this.#options, setup, keys)
      const signal = this.#newStop()
      try {
        const report = await prepareRestore(
          session,
          { kitCode, recipient: keyring.recipient, signal },
          this.#engine.progress,
        )
        const records = await finishRestore(this.#options, this.#engine.progress)
        return { ...report, records }
      } catch (error) {
        if (!(await store.backup.get('restoring'))) await store.backup.clearStaged()
        throw error
      } finally {
        this.#engine.progress.end()
      }
    })
  }

  /** What downloads, tries or compares ends. */
  stop(): void {
    this.#stop.abort()
  }

  /** Brings the backup up to date first: what is not there yet is nothing that it has lost. */
  async drill(): Promise<DrillReport> {
    await this.backUpNow()
    return this.#asked(async () => {
      const session = await openSession(this.#options)
      if (!session) throw new BackupFault('empty', 'There is no backup.')
      try {
        return await drill(session, this.#newStop(), this.#engine.progress)
      } finally {
        this.#engine.progress.end()
      }
    })
  }

  async backUpNow(): Promise<void> {
    this.#engine.schedule.forgive()
    await this.#engine.turn(true)
  }

  /** The endpoint has lost what it had: the owner wants it there again. */
  async uploadAgain(): Promise<void> {
    await this.#asked(async () => {
      const { backup, identity } = this.#options.store
      const [setup, chain, status, peers] = await Promise.all([
        backup.get('setup'),
        backup.get('chain'),
        backup.get('status'),
        backup.peers(),
      ])
      if (!setup) return
      const known = chain ?? newChain(identity.device)
      const slots: Chain['slots'] = ['', '']
      const anew: Chain = {
        ...known,
        isNew: true,
        building: null,
        snapshot: null,
        weight: 0,
        slots,
        looked: known.counter,
      }
      // The others have to show themselves anew, too: what they had shown before is no promise any more.
      const others = peers.filter(({ device }) => device !== identity.device)
      const forgotten = others.map(peer => ({ ...peer, counter: 0, digest: '', slots: [null, null] }))
      const rows = { chain: anew, ...(status ? { status: { ...status, problem: null } } : {}) }
      await backup.begin(rows, forgotten, setup.objects)
    })
    await this.backUpNow()
  }

  async changeEndpoint(endpoint: EndpointConfig): Promise<void> {
    await this.#asked(async () => {
      const { backup } = this.#options.store
      const setup = await backup.get('setup')
      if (!setup) throw new BackupFault('empty', 'There is no backup.')
      const { marker } = await findStore(this.#options.openEndpoint(endpoint), setup.store, this.#newStop())
      if (!marker) throw new BackupFault('empty', 'This store is not at that place.')
      await backup.put('setup', { ...setup, endpoint })
    })
    void this.backUpNow()
  }

  /** @returns how many objects were deleted at the endpoint: none while other devices are there. @throws where they could not be */
  async leave(deleteRemote: boolean): Promise<{ deleted: number }> {
    await this.backUpNow() // whoever stays gets what was written last, and who stays is looked at once more
    return this.#asked(async () => {
      const { store } = this.#options
      const session = await openSession(this.#options)
      const deleted = session ? await leave(session, deleteRemote, this.#newStop(), this.#engine.progress) : 0
      await store.backup.clear()
      // Whoever comes back is another device: the log under this name has ended.
      if (session) await store.changeDevice(randomId())
      this.#options.wakeAt(null)
      this.#options.changed()
      return { deleted }
    })
  }

  async setRecipient(recipient: string): Promise<void> {
    await this.#noteExports({ recipient })
  }
  async noteExport(): Promise<void> {
    await this.#noteExports({ exportedAt: this.#options.now() })
  }

  async #noteExports(change: { recipient?: string; exportedAt?: number }): Promise<void> {
    const { backup } = this.#options.store
    const known = (await backup.get('exports')) ?? { exportedAt: null, recipient: null }
    await backup.put('exports', { ...known, ...change })
    this.#options.changed()
  }

  async #mustBeOff(): Promise<void> {
    if (await this.#options.store.backup.get('setup')) throw new BackupFault('taken', 'There is a backup here already.')
  }

  async #setupOf(endpoint: EndpointConfig, keyring: Keyring): Promise<{ setup: BackupSetup; keys: DeviceKeysRow }> {
    const { store, now } = this.#options
    const keys = await store.backup.get('keys')
    if (keys?.device !== store.identity.device) throw new Error('This device has no keys yet.')
    const epochs = await Promise.all(
      keyring.epochs.map(async ({ epoch, key }) => ({ epoch, key: await importEpochKey(new Uint8Array(key)) })),
    )
    const objects = keyring.objects.map(({ name, bytes }) => ({ name, bytes: new Uint8Array(bytes) }))
    const { store: name, space, root } = keyring
    return { setup: { endpoint, store: name, space, root, epochs, objects, since: now() }, keys }
  }

  #newStop(): AbortSignal {
    this.#stop = new AbortController()
    return this.#stop.signal
  }

  /** Nothing else of the backup runs meanwhile. */
  #asked<T>(work: () => Promise<T>): Promise<T> {
    return this.#told(() => this.#engine.alone(work))
  }

  async #told<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw asFault(error)
    } finally {
      this.#options.changed()
    }
  }
}
