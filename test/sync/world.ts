/** Some profiles of one owner, an endpoint, and what goes wrong between them: plays a schedule, and looks how it ends. */
import { expect } from 'vitest'
import type { Json } from '../../lib/protocol/api.ts'
import { type Endpoint, EndpointError } from '../../lib/sync/endpoints/endpoint.ts'
import { type Behaviour, type Call, MemoryBucket } from './bucket.ts'
import { Checker } from './checker.ts'
import { dieAtCall, dieAtTransaction } from './deaths.ts'
import { Profile } from './profile.ts'
import { ids, type Step } from './steps.ts'

const maxProfiles = 4

/** What was acknowledged, and who would lose it if put back. */
interface Acknowledged {
  id: string
  mark: string
  isText: boolean
  by: Profile
  isSafe: boolean
}

export class World {
  /** What goes wrong by steps goes wrong here. */
  readonly bucket: MemoryBucket
  readonly #endpoint: Endpoint
  readonly checker: Checker
  readonly profiles: Profile[] = []
  readonly #acknowledged: Acknowledged[] = []
  readonly #kept = new Map<Profile, { back: () => Promise<void>; acknowledged: number }>()
  readonly #listings: Call[] = []
  /** The endpoint's time, which has passed wherever anybody's has. Milliseconds. */
  #passed = 0
  /** A profile was copied or put back: devices contradict themselves until they notice. */
  #isForked = false
  /** The endpoint has lost what it had: what heads name is there again when everybody has noticed. */
  #wasEmptied = false

  /** @param endpoint a real one, which has faults of its own; the bucket stays empty then */
  constructor(tags: Behaviour['tags'], endpoint?: Endpoint) {
    this.bucket = new MemoryBucket({ tags, clock: () => this.#passed })
    this.#endpoint = endpoint ?? this.bucket
    this.checker = new Checker(this.bucket)
    this.bucket.after(call => {
      if (call.method === 'list') this.#listings.push(structuredClone(call))
    })
  }

  async begin(): Promise<void> {
    const first = await this.#add(await Profile.open(this.#endpoint, { name: '0' }))
    for (const id of ids) await first.put(id, { body: 'text' })
    await first.setUp()
  }

  async end(): Promise<void> {
    for (const profile of this.profiles) await profile.end()
  }

  async #add(profile: Profile): Promise<Profile> {
    this.profiles.push(profile)
    return profile
  }

  async play(step: Step, i: number): Promise<void> {
    const profile = this.profiles[step.who % this.profiles.length] as Profile
    await this.#play(step, profile, `<${i}>`)
    if (!this.#wasEmptied) await this.checker.check({ isForked: this.#isForked })
  }

  async #play(step: Step, profile: Profile, mark: string): Promise<void> {
    switch (step.act) {
      case 'write':
        await profile.write(step.id, { set: { title: mark, [mark]: true } })
        return this.#note(profile, step.id, mark, false)
      case 'delete':
        return void (await profile.write(step.id, { alive: false }))
      case 'undelete':
        return void (await profile.write(step.id, { alive: true }))
      case 'type': {
        const body = (await profile.store.get(profile.key(step.id)))?.value('body')
        if (typeof body !== 'string') return
        await profile.retext(step.id, insert(body, step.at, mark))
        return this.#note(profile, step.id, mark, true)
      }
      case 'turn':
        return this.#turn(profile)
      case 'tick':
        return profile.backup.tick()
      case 'die':
        return this.#until(dieAtCall(this.bucket, profile, step.call, step.when).off, profile)
      case 'crash':
        return this.#until(dieAtTransaction(profile, step.transaction, step.when).off, profile)
      case 'lose':
        return this.#until(this.#lose(step), profile)
      case 'stale':
        return this.#until(this.#showOld(step.back), profile)
      case 'join':
        return this.#join(step.call)
      case 'clone':
        if (this.profiles.length >= maxProfiles) return
        this.#isForked = true
        this.#passed += 600_000 // as far as the copy's clock is ahead
        return void (await this.#add(await profile.clone()))
      case 'keep':
        this.#kept.set(profile, { back: await profile.keep(), acknowledged: this.#acknowledged.length })
        return
      case 'rollback':
        return this.#rollBack(profile)
      case 'compact':
        return profile.fatten()
      case 'wait':
        profile.clock.time += step.ms
        this.#passed += Math.max(0, step.ms)
        return
      case 'empty':
        this.bucket.objects.clear()
        this.#wasEmptied = true
        for (const one of this.#acknowledged) one.isSafe = false
    }
  }

  async #turn(profile: Profile): Promise<void> {
    await profile.backup.backUpNow()
    const { problem, isWaiting } = await profile.backup.view()
    if (!problem && !isWaiting) for (const one of this.#acknowledged) if (one.by === profile) one.isSafe = true
  }

  async #until(off: () => void, profile: Profile): Promise<void> {
    try {
      await profile.backup.backUpNow().catch((error: unknown) => {
        if (!profile.isClosed) throw error
      })
    } finally {
      off()
    }
    if (profile.isClosed) await profile.restart()
  }

  #note(by: Profile, id: string, mark: string, isText: boolean): void {
    this.#acknowledged.push({ id, mark, isText, by, isSafe: false })
  }

  #lose({ every, how, share }: Extract<Step, { act: 'lose' }>): () => void {
    let n = 0
    const cut = () => {
      if (++n % every === 0) throw new EndpointError('offline', 'cut')
    }
    if (how === 'before') return this.bucket.before(cut)
    if (how === 'after') return this.bucket.after(cut)
    const whole = new WeakSet<Call>()
    const offBefore = this.bucket.before(call => {
      if (call.method !== 'put') return
      if (++n % every !== 0) return void whole.add(call)
      call.bytes = call.bytes.slice(0, Math.floor(call.bytes.length * share))
    })
    const offAfter = this.bucket.after(call => {
      if (call.method === 'put' && !whole.has(call)) throw new EndpointError('offline', 'torn')
    })
    return () => {
      offBefore()
      offAfter()
    }
  }

  #showOld(back: number): () => void {
    return this.bucket.after(call => {
      if (call.method !== 'list') return
      const old = this.#listings.filter(({ method, name }) => method === 'list' && name === call.name).at(-1 - back)
      if (old?.method === 'list') call.answer = old.answer
    })
  }

  /** Another profile restores, and may be interrupted: then it begins anew, or goes on by itself. */
  async #join(fatal: number): Promise<void> {
    if (this.profiles.length >= maxProfiles) return
    const time = (this.profiles[0] as Profile).clock.time + 1_000_003 * this.profiles.length
    const profile = await Profile.open(this.#endpoint, { name: `${this.profiles.length}`, time })
    const { off } = dieAtCall(this.bucket, profile, fatal, 'after')
    await profile.restore().catch(() => {}) // the endpoint may be empty
    off()
    if (profile.isClosed) await profile.restart()
    await profile.backup.backUpNow()
    const { phase } = await profile.backup.view()
    if (phase === 'on') await this.#add(profile)
    else await profile.end()
  }

  async #rollBack(profile: Profile): Promise<void> {
    const kept = this.#kept.get(profile)
    if (!kept) return
    this.#isForked = true
    await kept.back()
    for (const [i, { by, isSafe }] of [...this.#acknowledged.entries()].reverse()) {
      if (by === profile && i >= kept.acknowledged && !isSafe) this.#acknowledged.splice(i, 1)
    }
    for (const other of this.#kept.values()) other.acknowledged = Math.min(other.acknowledged, kept.acknowledged)
  }

  /** Nothing goes wrong any more: everybody takes turns until nothing changes, and then all are the same. */
  async settle(): Promise<void> {
    this.#passed += 4 * 365 * 86_400_000
    for (const profile of this.profiles) {
      for (const other of this.profiles) profile.clock.time = Math.max(profile.clock.time, other.clock.time + 10_000)
    }
    for (let round = 0, isQuiet = false; !isQuiet; round++) {
      const problems: unknown[] = []
      const before = await this.#standing()
      for (const profile of this.profiles) {
        profile.clock.time += 10_000
        this.#passed += 10_000
        await this.#turn(profile)
        const { problem } = await profile.backup.view()
        if (problem?.kind === 'reset') await profile.backup.uploadAgain()
        if (problem) problems.push({ of: profile.name, ...problem })
      }
      isQuiet = problems.length === 0 && (await this.#standing()) === before
      if (round > 12) throw new Error(`It does not come to rest: ${JSON.stringify(problems, null, 1)}`)
    }
    await this.checker.check({ isForked: this.#isForked, wasEmptied: this.#wasEmptied })
    const states = await Promise.all(this.profiles.map(stateOf))
    for (const state of states) expect(state).toEqual(states[0])
    this.#checkAcknowledged(states[0] as State)
    const fresh = await Profile.open(this.#endpoint, { name: 'fresh', time: this.profiles[0]?.clock.time ?? 0 })
    try {
      await fresh.restore()
      expect(await stateOf(fresh)).toEqual(states[0])
    } finally {
      await fresh.end()
    }
  }

  #checkAcknowledged(state: State): void {
    for (const { id, mark, isText } of this.#acknowledged) {
      const fields = state[id]?.fields ?? {}
      if (isText) expect(fields.body, `what was typed as ${mark} into ${id}`).toContain(mark)
      else expect(fields, `what was written as ${mark} into ${id}`).toHaveProperty(mark)
    }
  }

  /** How far each store goes, how much each device has said, and how much of that has not been sent. */
  async #standing(): Promise<string> {
    const all = this.profiles.map(async ({ store }) => {
      const { device, counter, seq, isUntidy } = (await store.backup.get('chain')) ?? {}
      return [(await store.archiveSize()).n, device, counter, seq, isUntidy, await store.backup.outboxSize()]
    })
    return JSON.stringify(await Promise.all(all))
  }
}

type State = Record<string, { isAlive: boolean; fields: Record<string, unknown>; stamps: unknown }>

/** Everything that has to be the same everywhere in the end, of what is deleted as well. */
export async function stateOf({ store }: Profile): Promise<State> {
  const state: State = {}
  await store.eachRecord(null, ({ row }) => {
    const { at, writes } = row
    const stamps = Object.keys(at)
      .sort()
      .map(field => [field, writes[at[field] as number]])
    const fields: Record<string, Json | undefined> = { ...row.fields }
    state[row.id] = { isAlive: row.alive.value, fields, stamps: [...stamps, row.alive] }
    return true
  })
  for (const [id, { fields }] of Object.entries(state)) {
    const key = [store.identity.space, 'documents', id] as [string, string, string]
    const record = await store.get(key)
    if (record && typeof fields.body === 'string') fields.body = record.value('body')
  }
  return state
}

function insert(text: string, at: number, mark: string): string {
  const place = Math.min(at, text.length)
  // Never into the middle of what somebody else has typed: it has to be found again.
  const inside = [...text.matchAll(/<\d+>/g)].find(
    ({ index, 0: found }) => index < place && place < index + found.length,
  )
  const clear = inside ? inside.index : place
  return text.slice(0, clear) + mark + text.slice(clear)
}
