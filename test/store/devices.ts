/** Several devices of one owner: stores that share a space, each with a clock of its own, and what passes between them. */
import { deleteDB, openDB } from 'idb'
import { applyUpdate, Doc, encodeStateAsUpdate, encodeStateVector } from 'yjs'
import { deleteRecord } from '../../lib/broker/calls/delete.ts'
import { patch } from '../../lib/broker/calls/patch.ts'
import { put } from '../../lib/broker/calls/put.ts'
import { get } from '../../lib/broker/calls/reads.ts'
import { pushText } from '../../lib/broker/calls/text.ts'
import { Edits } from '../../lib/broker/edits.ts'
import { Ledger } from '../../lib/broker/ledger.ts'
import { randomId } from '../../lib/platform/random.ts'
import type { Json } from '../../lib/protocol/api.ts'
import type { Commit, GroupEvent, LoadedRecord, RecordKey, Row } from '../../lib/store/index.ts'
import { Store, Text } from '../../lib/store/index.ts'
import { writeOf } from '../../lib/store/row.ts'
import { clientIdOf } from '../../lib/text/index.ts'
import { clockAt, together } from './open.ts'
import { siteOn } from './site.ts'

export const collection = 'documents'
export type Shown = { id: string; _rev: string } & Record<string, Json>
type Site = ReturnType<typeof siteOn>

/** Nobody reads what is noted, and nothing of it comes when the store is closed. */
const quiet = new Ledger({ now: Date.now, write: async () => {}, rowOf: origin => ({ origin }), counted() {} })

export class Device {
  readonly clock: ReturnType<typeof clockAt>
  readonly store: Store
  /** What its watches were told. */
  readonly groups: GroupEvent[]
  readonly #name: string
  readonly #sites = new Map<string, Site>()
  /** What a site's page has open: texts in documents of its own. */
  readonly #open = new Map<string, Doc>()

  private constructor(name: string, store: Store, clock: ReturnType<typeof clockAt>, groups: GroupEvent[]) {
    this.#name = name
    this.store = store
    this.clock = clock
    this.groups = groups
  }

  static async start(space: string, time: number): Promise<Device> {
    const name = crypto.randomUUID()
    const clock = clockAt(time)
    const groups: GroupEvent[] = []
    const store = await Store.open(name, { now: clock.now, onGroup: event => groups.push(event) })
    if (!(await store.adoptSpace(space))) throw new Error('a new store takes any space')
    return new Device(name, store, clock, groups)
  }

  async end(): Promise<void> {
    this.store.close()
    await deleteDB(this.#name)
  }

  key(id: string): RecordKey {
    return [this.store.identity.space, collection, id]
  }

  record(id: string): Promise<LoadedRecord | undefined> {
    return this.store.get(this.key(id))
  }

  /** What the record shows; undefined where it is not there. */
  async shown(id: string): Promise<Record<string, Json> | undefined> {
    const record = await this.record(id)
    if (!record?.alive) return undefined
    return Object.fromEntries(record.fieldNames('*').map(name => [name, record.value(name) as Json]))
  }

  site(origin: string): Site {
    const known = this.#sites.get(origin) ?? siteOn(this.store, [{}], undefined, origin, quiet)
    this.#sites.set(origin, known)
    return known
  }

  read(origin: string, id: string): Promise<Shown | undefined> {
    return get(this.site(origin).call(), { collection, id }) as Promise<Shown | undefined>
  }

  put(origin: string, record: object): Promise<unknown> {
    return put(this.site(origin).call(), { collection, record })
  }

  patch(origin: string, id: string, fields: object, remove: string[] = []): Promise<unknown> {
    return patch(this.site(origin).call(), { collection, id, fields, remove })
  }

  delete(origin: string, id: string): Promise<unknown> {
    return deleteRecord(this.site(origin).call(), { collection, id })
  }

  push(origin: string, id: string, field: string, update: Uint8Array): Promise<unknown> {
    return pushText(this.site(origin).call(), { collection, id, field, update })
  }

  /** What the owner does in the dashboard. */
  get owner(): Edits {
    return new Edits(this.site('https://a.test').call().context)
  }

  /** The text as the site's page has it open. It goes on with that, whatever has happened to the field since. */
  async open(origin: string, id: string, field: string, client?: number | null): Promise<Doc> {
    const name = JSON.stringify([origin, id, field])
    const known = this.#open.get(name)
    if (known) return known
    const doc = new Doc()
    applyUpdate(doc, (await this.store.readText(this.key(id), field, () => true)).state)
    doc.clientID = client ?? clientIdOf(randomId())
    this.#open.set(name, doc)
    return doc
  }

  /** The page looks at the text as it is now: what it has been told of since, or another one that has taken its place. */
  reopen(origin: string, id: string, field: string, client?: number | null): Promise<Doc> {
    this.#open.delete(JSON.stringify([origin, id, field]))
    return this.open(origin, id, field, client)
  }

  /** Everything that has to be the same on all devices in the end. */
  async state(): Promise<unknown> {
    const records: unknown[] = []
    const rows: Row[] = []
    await this.store.eachRecord(null, record => {
      rows.push(record.row)
      const names = record.fieldNames('*').sort()
      const shown = names.map(name => [name, record.value(name)])
      records.push({ shown, ...meaningOf(record.row) })
      return true
    })
    // The same, from what is kept in memory.
    const kept = await Promise.all(rows.map(({ id }) => this.shown(id)))
    const texts: unknown[] = []
    for (const { space, collection, id, texts: fields = {} } of rows) {
      for (const field of Object.keys(fields).sort()) {
        const { state } = await this.store.readText([space, collection, id], field, () => true)
        texts.push([id, field, new Text(field, [state]).toString()])
      }
    }
    const db = await openDB(this.#name)
    const clients = (await db.getAll('clients')).map(({ space: _, stamp: __, ...row }) => row)
    db.close()
    return { records, kept, texts, clients }
  }
}

/** A row, however its writes are numbered and wherever they stand in the log of this device. */
function meaningOf({ n: _, writes: __, at, ...row }: Row) {
  const written = Object.keys(at).sort()
  return { ...row, writes: written.map(field => [field, writeOf({ n: 0, writes: __, at, ...row }, field)]) }
}

/** What all devices have written, and who has got which of it. */
export class Mail {
  readonly #devices: readonly Device[]
  /** All that was written anywhere, in the order in which it was picked up. */
  readonly commits: Commit[] = []
  readonly #seen: number[]
  readonly #got: Set<Commit>[]

  constructor(devices: readonly Device[]) {
    this.#devices = devices
    this.#seen = devices.map(() => 0)
    this.#got = devices.map(() => new Set())
  }

  /** Picks up what has been written since. */
  async collect(): Promise<void> {
    for (const [i, { store }] of this.#devices.entries()) {
      const { n } = await store.archiveSize()
      const fresh = (await store.commitsAfter(this.#seen[i] as number)).filter(
        ({ device }) => device === store.identity.device,
      )
      this.#seen[i] = n
      this.commits.push(...fresh)
      for (const commit of fresh) this.#got[i]?.add(commit)
    }
  }

  /** What a device has not got yet. */
  missing(to: number): Commit[] {
    return this.commits.filter(commit => !this.#got[to]?.has(commit))
  }

  async deliver(to: number, commits: readonly Commit[]): Promise<void> {
    await this.#devices[to]?.store.receive(together(structuredClone(commits) as Commit[]))
    for (const commit of commits) this.#got[to]?.add(commit)
  }
}

/** What typing `text` at a place, and deleting so many characters behind it, brings into a document. */
export function typed(doc: Doc, field: string, at: number, text: string, deleted: number): Uint8Array {
  const before = encodeStateVector(doc)
  const root = doc.getText(field)
  const index = Math.min(at, root.length)
  doc.transact(() => {
    root.delete(index, Math.min(deleted, root.length - index))
    root.insert(index, text)
  })
  return encodeStateAsUpdate(doc, before)
}
