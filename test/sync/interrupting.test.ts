/**
 * The first law: whatever is cut off, wherever, nothing that was acknowledged is lost, and no device ever contradicts
 * itself. A day is played once to count its steps, and once more for each of them, with the background dying there.
 */
import { expect, onTestFinished, test } from 'vitest'
import { EndpointError } from '../../lib/sync/endpoints/endpoint.ts'
import { runs } from '../store/runs.ts'
import { MemoryBucket } from './bucket.ts'
import { Checker } from './checker.ts'
import { type Counter, dieAtCall, dieAtTransaction, survive } from './deaths.ts'
import { Profile } from './profile.ts'
import { stateOf } from './world.ts'

type Arm = (bucket: MemoryBucket, profile: Profile) => Counter

/** Setting up, backing up, making a snapshot and tidying up after it, with one background after the other. */
async function aDay(arm: Arm): Promise<number> {
  const bucket = new MemoryBucket()
  const checker = new Checker(bucket)
  const profile = await Profile.open(bucket)
  await profile.put('a', { title: 'before' })
  const counter = arm(bucket, profile)
  const turn = () => survive(profile, () => profile.turn(), isUpToDate(profile))
  const begin = async () => {
    const { phase } = await profile.backup.view()
    if (phase === 'off') await profile.setUp()
    else await profile.turn()
  }
  try {
    await survive(profile, begin, isUpToDate(profile))
    for (const id of ['b', 'c', 'd', 'e']) {
      await survive(profile, () => profile.put(id, { title: id }))
      if (id === 'c') await survive(profile, () => profile.fatten())
      await turn()
      await checker.check()
    }
    counter.off()
    const restored = await Profile.open(bucket, { name: 'restored' })
    await restored.restore()
    expect(Object.keys(await restored.shown())).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(await stateOf(restored)).toEqual(await stateOf(profile))
    await restored.end()
    return counter.count
  } finally {
    counter.off()
    await profile.end()
  }
}

const isUpToDate = (profile: Profile) => async () => {
  const { isWaiting, problem } = await profile.backup.view()
  return !isWaiting && problem === null
}

/** Another profile restores while the first one lives. */
async function aRestore(arm: Arm): Promise<number> {
  const bucket = new MemoryBucket()
  const checker = new Checker(bucket)
  const first = await Profile.open(bucket, { name: 'first' })
  const second = await Profile.open(bucket, { name: 'second' })
  for (const id of ['a', 'b']) await first.put(id, { title: id })
  await first.setUp()
  await first.put('c', { title: 'c' })
  await first.turn()
  const counter = arm(bucket, second)
  try {
    await survive(
      second,
      async () => {
        const { phase } = await second.backup.view()
        if (phase === 'off') await second.restore()
        else await second.turn()
      },
      async () => (await second.backup.view()).phase === 'on',
    )
    await survive(second, () => second.put('d', { title: 'd' }))
    await survive(second, () => second.turn(), isUpToDate(second))
    counter.off()
    await checker.check()
    await first.turn()
    expect(Object.keys(await first.shown())).toEqual(['a', 'b', 'c', 'd'])
    expect(await stateOf(second)).toEqual(await stateOf(first))
    return counter.count
  } finally {
    counter.off()
    for (const profile of [first, second]) await profile.end()
  }
}

const plays = { aDay, aRestore }
const ways: Record<string, (fatal: number, when: 'before' | 'after') => Arm> = {
  request: (fatal, when) => (bucket, profile) => dieAtCall(bucket, profile, fatal, when),
  transaction: (fatal, when) => (_, profile) => dieAtTransaction(profile, fatal, when),
}

/** In `npm test` each fifth step, and others each time. */
const stride = runs(5, 1)
for (const [name, play] of Object.entries(plays)) {
  for (const [step, armAt] of Object.entries(ways)) {
    for (const when of ['before', 'after'] as const) {
      test(`${name}: the background dies ${when} each ${step}`, { timeout: 600_000 }, async () => {
        const steps = await play(armAt(-1, when))
        expect(steps).toBeGreaterThan(10)
        const first = Math.floor(Math.random() * stride)
        for (let fatal = first; fatal < steps; fatal += stride) {
          await play(armAt(fatal, when)).catch(error => {
            throw new Error(`dead at ${step} ${fatal} of ${steps}: ${error.message}`, { cause: error })
          })
        }
      })
    }
  }
}

test('whatever part of a head arrives, the one before stands, and the same bytes come again', async () => {
  const bucket = new MemoryBucket()
  const checker = new Checker(bucket)
  const first = await Profile.start(bucket)
  await first.setUp()
  const second = await Profile.start(bucket)
  await second.restore()
  for (let cut = 0, size = 1; cut <= size; cut += runs(29, 1)) {
    await first.put('a', { cut })
    const off = bucket.after(call => {
      if (call.method !== 'put' || !call.name.includes('/h/')) return
      size = call.bytes.length
      bucket.objects.set(call.name, call.bytes.slice(0, cut))
      throw new EndpointError('offline', 'cut')
    })
    onTestFinished(() => void off())
    await expect(first.turn()).rejects.toMatchObject({ kind: 'offline' })
    off()
    await checker.check()
    await second.turn()
    await first.restart()
    await first.turn()
    await second.turn()
    expect(await second.shown()).toEqual({ a: { cut } })
    await checker.check()
  }
})

test('a request that comes again, or only after later ones, does no harm', async () => {
  const bucket = new MemoryBucket()
  const checker = new Checker(bucket)
  const first = await Profile.start(bucket)
  await first.setUp()
  const second = await Profile.start(bucket)
  await second.restore()
  const late: { name: string; bytes: Uint8Array<ArrayBuffer> }[] = []
  bucket.after(call => {
    if (call.method === 'put') late.push({ name: call.name, bytes: call.bytes.slice() })
  })
  for (let i = 0; i < 12; i++) {
    await first.put('a', { i })
    await first.turn().catch(() => {}) // it may show what came late
    const old = late[i]
    if (old) bucket.objects.set(old.name, old.bytes)
  }
  for (const profile of [first, first, second]) await profile.turn().catch(() => {})
  for (const profile of [first, second]) await profile.turn()
  expect(await second.shown()).toEqual({ a: { i: 11 } })
  await checker.check()
})
