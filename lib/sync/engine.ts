/** The backup's engine: one turn at a time, when something was written, when it is time, or when the owner asks. */
import type { BackupProblem } from '../protocol/backup.ts'
import type { BackupStatus, Peer } from '../store/index.ts'
import { type TurnDone, turnOnce } from './cycle.ts'
import { EndpointError } from './endpoints/endpoint.ts'
import { problemOf } from './faults.ts'
import { Progress } from './progress.ts'
import { finishRestore } from './restoring.ts'
import { Schedule } from './schedule.ts'
import type { Parts } from './session.ts'

export interface EngineOptions extends Parts {
  /** There is something new to see. */
  changed(): void
  /** A site, or a page of ours, is open. */
  isUsed(): boolean
  /** Wakes the background at this moment; null: never mind. Milliseconds since the epoch. */
  wakeAt(time: number | null): void
  /** Whether the browser lets us reach the endpoint. */
  hasAccess(url: string): Promise<boolean>
  /** The owner tries an endpoint out: access to it is not to be given up meanwhile. */
  trying?(url: string): Promise<void>
  /** Of tests, which say themselves when it is time. @returns what takes it back */
  later?(act: () => void, wait: number): () => void
}

export const noStatus: BackupStatus = { upToDate: null, problem: null, warnings: [], polledAt: null, drilledAt: null }

/** A background that sleeps does not see timers: beyond this an alarm is asked for as well. Milliseconds. */
const sleepsAfter = 20_000
/** A large snapshot or restore is only shown as progress if it takes this much. Bytes. */
const shownFrom = 512 * 1024

export class Engine {
  readonly options: EngineOptions
  readonly progress: Progress
  readonly schedule = new Schedule()
  #forget = () => {}
  #running: Promise<void> | undefined
  #stop = new AbortController()
  #isOn = false
  /** What whoever looks has been told. */
  #isWaiting = false
  #isEnded = false

  constructor(options: EngineOptions) {
    this.options = options
    this.progress = new Progress(options.now, options.changed)
  }

  /** Looks whether there is a backup, and goes on with it. */
  async start(): Promise<void> {
    const { backup } = this.options.store
    const [setup, status] = await Promise.all([backup.get('setup'), backup.get('status')])
    this.#isOn = setup !== undefined
    this.schedule.polled(status?.polledAt ?? Number.NEGATIVE_INFINITY)
    if (this.#isOn) await this.#plan()
  }

  /** Something has been written here. */
  wrote(): void {
    if (this.#isOn && !this.#running) void this.#plan()
  }

  /** It may be time. */
  async tick(): Promise<void> {
    if (!this.#isOn) await this.start()
    if (!this.#isOn) return
    if (this.options.now() < (this.schedule.retryAt ?? 0)) await this.#plan()
    else await this.turn()
  }

  /** A turn now, or after the one that is under way. Never throws: what stands in the way becomes the state. */
  async turn(isAsked = false): Promise<void> {
    this.#forget()
    while (this.#running) await this.#running
    if (this.#isEnded) return
    this.#running = this.#exclusive(() => this.#turn(isAsked)).finally(() => {
      this.#running = undefined
    })
    await this.#running
    if (this.#isOn && !this.#isEnded) await this.#plan()
  }

  /** Nothing else of the backup runs meanwhile, and what runs is ended first. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    this.#stop.abort()
    this.#forget()
    while (this.#running) await this.#running
    const working = this.#exclusive(work)
    this.#running = working.then(
      () => {},
      () => {},
    )
    try {
      return await working
    } finally {
      this.#running = undefined
      this.#stop = new AbortController()
      await this.start().catch(console.error)
    }
  }

  /** Of tests, and of a background that is let go of. */
  end(): void {
    this.#isEnded = true
    this.#stop.abort()
    this.#forget()
  }

  /** Two instances of the background may live for a moment. */
  #exclusive<T>(work: () => Promise<T>): Promise<T> {
    return navigator.locks.request(`backup ${this.options.store.identity.device}`, work)
  }

  async #turn(isAsked: boolean): Promise<void> {
    const { store, now, hasAccess, isUsed, changed } = this.options
    const [setup, status, peers] = await Promise.all([
      store.backup.get('setup'),
      store.backup.get('status'),
      store.backup.peers(),
    ])
    if (!setup) return
    const startedAt = now()
    const known = status ?? noStatus
    try {
      if (!(await hasAccess(setup.endpoint.url))) throw new AccessError()
      // A restore that was interrupted, or found no room, comes first: this device has not said a word before that.
      if (await store.backup.get('restoring')) await finishRestore(this.options, this.progress)
      const done = await turnOnce(this.options, {
        signal: this.#stop.signal,
        poll: isAsked || this.schedule.isPollDue(startedAt, isUsed(), hasOthers(peers, store.identity.device)),
        isReset: known.problem?.kind === 'reset',
        uploaded: bytes => this.#moved('uploading', bytes),
        downloaded: bytes => this.#moved('downloading', bytes),
        expect: bytes => this.progress.expect(bytes),
        sealed: (at, all) => this.#sealed(at, all),
      })
      if (!done) return
      this.schedule.succeeded(now(), done.polled)
      const warnings = done.polled ? done.warnings : known.warnings
      const problem = done.polled ? foundIn(done) : isOfOthers(known.problem) ? known.problem : null
      const since = problem?.kind === known.problem?.kind ? (known.problem?.since ?? startedAt) : startedAt
      await store.backup.put('status', {
        ...known,
        upToDate: startedAt,
        polledAt: done.polled ? startedAt : known.polledAt,
        warnings,
        problem: problem && { ...problem, since },
      })
    } catch (error) {
      if (this.#stop.signal.aborted || this.#isEnded) return
      const problem = error instanceof AccessError ? { kind: 'permission' as const, detail: '' } : problemOf(error)
      if (problem.kind === 'broken') console.error(error)
      this.schedule.failed(now(), error instanceof EndpointError ? error.retryAfter : 0)
      const since = known.problem?.kind === problem.kind ? known.problem.since : startedAt
      await store.backup.put('status', { ...known, problem: { ...problem, since } })
    } finally {
      this.#bytes = 0
      this.progress.end()
      changed()
    }
  }

  #bytes = 0
  #share = 1

  /** Little is over before anybody could look. */
  #moved(doing: 'uploading' | 'downloading', bytes: number): void {
    this.#bytes += bytes
    if (this.#bytes < shownFrom) return
    this.progress.begin(doing, 'bytes')
    this.progress.set(this.#bytes, doing === 'uploading' ? this.#bytes / this.#share : this.#bytes)
  }

  #sealed(done: number, all: number): void {
    this.#share = all > 0 ? Math.min(1, Math.max(0.01, done / all)) : 1
  }

  async #plan(): Promise<void> {
    const { store, now, isUsed, wakeAt } = this.options
    const [isWaiting, peers] = await Promise.all([isBehind(this.options), store.backup.peers()])
    if (!this.#isOn || this.#isEnded) return
    if (isWaiting !== this.#isWaiting) {
      this.#isWaiting = isWaiting
      this.options.changed()
    }
    const at = this.schedule.next(now(), {
      isWaiting,
      isUsed: isUsed(),
      hasPeers: hasOthers(peers, store.identity.device),
    })
    this.#forget()
    const wait = Math.max(0, at - now())
    this.#forget = (this.options.later ?? later)(() => void this.tick(), Math.min(wait, 2 ** 31 - 1))
    // An alarm comes half a minute later at the earliest.
    wakeAt(isWaiting || wait > sleepsAfter ? at : now() + 300_000)
  }
}

/** What others' objects have shown, while this device's own went on. */
function foundIn({ warnings, newer }: TurnDone): { kind: BackupProblem; detail: string } | null {
  if (warnings.length > 0) return { kind: 'lies', detail: warnings.join('\n') }
  return newer === null ? null : { kind: 'newer', detail: newer }
}

/** Such a one stays until the others are looked at again. */
const isOfOthers = (problem: BackupStatus['problem']) => problem?.kind === 'lies' || problem?.kind === 'newer'

class AccessError extends Error {}

const hasOthers = (peers: readonly Peer[], own: string): boolean =>
  peers.some(({ device, hasLeft }) => device !== own && !hasLeft)

function later(act: () => void, wait: number): () => void {
  const timer = setTimeout(act, wait)
  return () => clearTimeout(timer)
}

/** Whether there is anything that is not at the endpoint yet. */
export async function isBehind({ store, revocations }: Pick<EngineOptions, 'store' | 'revocations'>): Promise<boolean> {
  const [waiting, chain, { n }] = await Promise.all([
    store.backup.outboxSize(),
    store.backup.get('chain'),
    store.archiveSize(),
  ])
  return waiting > 0 || n > (chain?.n ?? 0) || Object.keys(revocations.since(chain?.revokedAt ?? 0)).length > 0
}
