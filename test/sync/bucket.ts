/**
 * An endpoint in memory, for tests in Node and in a browser. What goes wrong is said by hooks, which run around each call:
 *
 *     bucket.before(call => { if (call.method === 'put') throw new EndpointError('offline', 'cut') })   // never arrived
 *     bucket.after(call => { if (call.method === 'put') throw new EndpointError('offline', 'cut') })    // arrived, answer lost
 *     bucket.before(call => { if (call.method === 'put') call.bytes = call.bytes.slice(0, 10) })        // keeps half
 *     bucket.after(call => { if (call.method === 'get') call.answer = null })                           // hides
 *     bucket.before(() => new Promise(done => { go = done }))                                           // waits
 */
import { shortDigest } from '../../lib/platform/hash.ts'
import { type Condition, type Endpoint, EndpointError, type Listed } from '../../lib/sync/endpoints/endpoint.ts'
import { checkName } from '../../lib/sync/endpoints/names.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** One call while it is carried out. Hooks may change `name` and `bytes` before, and `answer` after. */
export type Call =
  | { method: 'list'; name: string; answer: Listed[] }
  | { method: 'folders'; name: string; answer: string[] }
  | { method: 'get'; name: string; answer: Bytes | null }
  | { method: 'put'; name: string; bytes: Bytes; condition: Condition }
  | { method: 'delete'; name: string }
  | { method: 'tagOf'; name: string; answer: string | null }

export type Method = Call['method']
type Hook = (call: Call) => void | Promise<void>

/** What became of a call. `bytes`: of the body that went up or came down. */
export interface Logged {
  method: Method
  name: string
  bytes: number
  ok: boolean
}

export interface Behaviour {
  /**
   * `second`: the time in seconds and the size, so that two writes of one size within a second look the same.
   * `content`: of what is written, as S3 makes it; writing the same again changes nothing.
   */
  tags: 'exact' | 'second' | 'content' | 'none'
  /** Whether listings tell them. */
  listsTags: boolean
  /** In which form a tag has to come back for a condition to be met; `ignored`: every write wins. */
  conditions: 'quoted' | 'unquoted' | 'ignored'
  /** Milliseconds since the epoch. */
  clock: () => number
}

export class MemoryBucket implements Endpoint {
  /** What it holds. Tests may read and change it. */
  readonly objects = new Map<string, Bytes>()
  /** Every version that a name ever had, the oldest first: for lying with. Deleting keeps them. */
  readonly versions = new Map<string, Bytes[]>()
  readonly log: Logged[] = []
  readonly behaviour: Behaviour
  readonly #tags = new WeakMap<Bytes, string>()
  readonly #before = new Set<Hook>()
  readonly #after = new Set<Hook>()
  #writes = 0

  constructor(behaviour: Partial<Behaviour> = {}) {
    this.behaviour = { tags: 'exact', listsTags: true, conditions: 'quoted', clock: Date.now, ...behaviour }
  }

  /** Runs before each call is carried out; what it throws is thrown instead. @returns what takes it off again */
  before(hook: Hook): () => void {
    this.#before.add(hook)
    return () => this.#before.delete(hook)
  }

  /** Runs when a call has been carried out: it has happened, even if this throws. @returns what takes it off again */
  after(hook: Hook): () => void {
    this.#after.add(hook)
    return () => this.#after.delete(hook)
  }

  /** How many calls were made of one kind, of all without one; since `forgetLog`. */
  count(method?: Method): number {
    return this.log.filter(one => method === undefined || one.method === method).length
  }

  /** Bytes that went up (`put`) or came down (`get`). */
  traffic(method: 'put' | 'get'): number {
    return this.log.filter(one => one.method === method).reduce((sum, { bytes }) => sum + bytes, 0)
  }

  forgetLog(): void {
    this.log.length = 0
  }

  async list(folder: string, signal: AbortSignal): Promise<Listed[]> {
    const call = { method: 'list' as const, name: folder, answer: [] as Listed[] }
    await this.#run(call, signal, () => {
      const { tags, listsTags } = this.behaviour
      const tagOf = (name: string) => (listsTags && tags !== 'none' ? this.#tagOf(name) : null)
      call.answer = this.#within(call.name)
        .filter(({ rest }) => !rest.includes('/'))
        .map(({ name, rest }) => ({ name: rest, tag: tagOf(name) }))
    })
    return call.answer
  }

  async folders(folder: string, signal: AbortSignal): Promise<string[]> {
    const call = { method: 'folders' as const, name: folder, answer: [] as string[] }
    await this.#run(call, signal, () => {
      const deeper = this.#within(call.name).filter(({ rest }) => rest.includes('/'))
      call.answer = [...new Set(deeper.map(({ rest }) => rest.slice(0, rest.indexOf('/'))))]
    })
    return call.answer
  }

  async get(name: string, signal: AbortSignal): Promise<Bytes | null> {
    const call = { method: 'get' as const, name: checkName(name), answer: null as Bytes | null }
    await this.#run(call, signal, () => {
      call.answer = this.objects.get(call.name)?.slice() ?? null
    })
    return call.answer
  }

  async put(name: string, bytes: Bytes, signal: AbortSignal, condition: Condition = {}): Promise<void> {
    const call = { method: 'put' as const, name: checkName(name), bytes: bytes.slice(), condition }
    await this.#run(call, signal, () => {
      this.#check(call)
      this.objects.set(call.name, call.bytes)
      this.versions.set(call.name, [...(this.versions.get(call.name) ?? []), call.bytes])
      this.#writes += 1
      this.#tags.set(call.bytes, `"${this.#newTag(call.bytes)}"`)
    })
  }

  async delete(name: string, signal: AbortSignal): Promise<void> {
    const call = { method: 'delete' as const, name: checkName(name) }
    await this.#run(call, signal, () => {
      this.objects.delete(call.name)
    })
  }

  async tagOf(name: string, signal: AbortSignal): Promise<string | null> {
    const call = { method: 'tagOf' as const, name: checkName(name), answer: null as string | null }
    await this.#run(call, signal, () => {
      if (!this.objects.has(call.name)) throw new EndpointError('broken', `HEAD ${call.name}: 404`)
      call.answer = this.behaviour.tags === 'none' ? null : this.#tagOf(call.name)
    })
    return call.answer
  }

  async #run(call: Call, signal: AbortSignal, act: () => void): Promise<void> {
    const entry: Logged = { method: call.method, name: call.name, bytes: 0, ok: false }
    this.log.push(entry)
    signal.throwIfAborted()
    await null // as a request would, so that others come in between
    if (call.method === 'put') entry.bytes = call.bytes.length
    for (const hook of [...this.#before]) await hook(call)
    signal.throwIfAborted()
    act()
    for (const hook of [...this.#after]) await hook(call)
    signal.throwIfAborted()
    if (call.method === 'get') entry.bytes = call.answer?.length ?? 0
    entry.ok = true
  }

  #within(folder: string): { name: string; rest: string }[] {
    const start = folder === '' ? '' : `${checkName(folder)}/`
    const names = [...this.objects.keys()].filter(name => name.startsWith(start)).sort()
    return names.map(name => ({ name, rest: name.slice(start.length) }))
  }

  #newTag(bytes: Bytes): string {
    const { tags, clock } = this.behaviour
    if (tags === 'second') return `${Math.floor(clock() / 1000)}-${bytes.length}`
    return tags === 'content' ? shortDigest(Array.from(bytes).join()) : `${this.#writes}`
  }

  /** Null: there is no such object. */
  #tagOf(name: string): string | null {
    const bytes = this.objects.get(name)
    if (!bytes) return null
    const tag = this.#tags.get(bytes) ?? `"by-hand-${++this.#writes}"` // a test has put it there
    this.#tags.set(bytes, tag)
    return tag
  }

  #check({ name, condition }: { name: string; condition: Condition }): void {
    const { conditions } = this.behaviour
    if (conditions === 'ignored') return
    const tag = this.#tagOf(name)
    const expected = conditions === 'quoted' ? tag : (tag?.slice(1, -1) ?? null)
    const isLost =
      (condition.ifNoneMatch === '*' && tag !== null) ||
      (condition.ifMatch !== undefined && condition.ifMatch !== expected)
    if (isLost) throw new EndpointError('lost', `PUT ${name}: 412`)
  }
}
