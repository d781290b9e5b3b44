/**
 * The second and the third law: in whatever order things arrive, however late, and whatever the clocks say, all end the
 * same; and so does whoever restores or comes late, also in the midst of another one's compaction and tidying.
 */
import { expect, test } from 'vitest'
import { runs } from '../store/runs.ts'
import { MemoryBucket } from './bucket.ts'
import { Checker } from './checker.ts'
import { Profile } from './profile.ts'
import { stateOf } from './world.ts'

const year = 365 * 86_400_000
const week = 7 * 86_400_000

test('a week offline, and clocks a year off', async () => {
  const bucket = new MemoryBucket({ tags: 'none' })
  const checker = new Checker(bucket)
  const first = await Profile.start(bucket, { name: 'First' })
  await first.put('a', { title: 'one', body: 'text' })
  await first.setUp()
  const ahead = await Profile.start(bucket, { name: 'Ahead', time: first.clock.time + year })
  const behind = await Profile.start(bucket, { name: 'Behind', time: first.clock.time - year })
  const all = [first, ahead, behind]
  for (const profile of [ahead, behind]) await profile.restore()
  for (const [i, profile] of all.entries()) {
    await profile.write('a', { set: { title: `by ${i}`, [`by ${i}`]: true } })
    await profile.retext('a', `text${i}`)
    await profile.turn()
  }
  first.clock.time += week
  for (let n = 0; n < 12; n++) {
    await ahead.put(`ahead ${n}`, { n })
    await ahead.turn()
    if (n === 6) await ahead.fatten()
  }
  for (const profile of [...all, ...all, ...all]) await profile.turn()
  for (const profile of all) expect(await stateOf(profile)).toEqual(await stateOf(first))
  expect((await first.shown()).a).toMatchObject({ 'by 0': true, 'by 1': true, 'by 2': true })
  await checker.check()
})

/** One that has much to compact and to tidy up, another that follows, and what they do then. */
async function compacting() {
  const bucket = new MemoryBucket()
  const checker = new Checker(bucket)
  const first = await Profile.start(bucket, { name: 'First' })
  await first.put('a', { body: 'text' })
  await first.setUp()
  const second = await Profile.start(bucket, { name: 'Second' })
  await second.restore()
  await second.put('second', { n: 1 })
  await second.turn()
  for (const n of [1, 2, 3]) {
    await first.put('b', { n })
    await first.turn()
  }
  await first.fatten()
  await first.put('b', { n: 4 })
  await second.put('waiting', { n: 5 })
  return { bucket, checker, first, second }
}

async function compact(first: Profile) {
  for (const n of [5, 6, 7]) {
    await first.turn()
    await first.put('b', { n })
  }
  await first.turn()
}

async function callsOfCompaction(): Promise<number> {
  const { bucket, first } = await compacting()
  bucket.forgetLog()
  await compact(first)
  expect(bucket.count('delete')).toBeGreaterThan(0)
  return bucket.count()
}

test('another device that restores or pulls between any two requests of a compaction', {
  timeout: 300_000,
}, async () => {
  const calls = await callsOfCompaction()
  for (let at = 0; at < calls; at += runs(5, 1)) {
    const { bucket, checker, first, second } = await compacting()
    const third = await Profile.start(bucket, { name: 'Third' })
    let n = 0
    const off = bucket.before(async () => {
      if (n++ !== at) return
      off()
      await checker.check()
      await third.restore()
      await second.turn()
    })
    await compact(first)
    off()
    for (const profile of [third, second, first, third, second]) await profile.turn()
    await checker.check()
    for (const profile of [second, third]) expect(await stateOf(profile), `at ${at}`).toEqual(await stateOf(first))
    for (const profile of [first, second, third]) await profile.end()
  }
})

test('a device that compacts between any two requests of a restore or a pull', { timeout: 300_000 }, async () => {
  for (let at = 0, isEnd = false; !isEnd; at += runs(5, 1)) {
    const { bucket, checker, first, second } = await compacting()
    const third = await Profile.start(bucket, { name: 'Third' })
    let n = 0
    const off = bucket.before(async () => {
      if (n++ !== at) return
      off()
      await compact(first)
    })
    await third.restore()
    await second.turn()
    off()
    isEnd = n <= at
    for (const profile of [third, second, first, third, second]) await profile.turn()
    await checker.check()
    for (const profile of [second, third]) expect(await stateOf(profile), `at ${at}`).toEqual(await stateOf(first))
    for (const profile of [first, second, third]) await profile.end()
  }
})

test('what is written while there is much to compact reaches those who follow the log', async () => {
  const { bucket, first, second } = await compacting()
  await second.turn()
  // It is written, and not sealed yet, when the snapshot begins.
  await first.turn()
  await first.fatten()
  await first.put('late', { n: 1 })
  await first.turn()
  await second.turn()
  expect(await second.shown()).toHaveProperty('late')
  bucket.objects.clear()
})

test('a turn ends while somebody types on, and the rest goes with the next one', async () => {
  const bucket = new MemoryBucket()
  const first = await Profile.start(bucket)
  await first.setUp()
  await first.put('a', { n: 0 })
  let n = 0
  bucket.before(async call => {
    if (call.method === 'put' && n++ < 50) await first.put('a', { n })
  })
  bucket.forgetLog()
  await first.turn()
  expect(bucket.count('put')).toBe(2)
  expect((await first.backup.view()).isWaiting).toBe(true)
})

test('large snapshots have parts, and are gone on with where they were interrupted', async () => {
  const bucket = new MemoryBucket()
  const checker = new Checker(bucket)
  const first = await Profile.start(bucket)
  const big = () => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(49_152))))
  for (let i = 0; i < 18; i++) {
    const fields = Object.fromEntries(Array.from({ length: 8 }, (_, n) => [`f${n}`, big()]))
    await first.put(`r${i}`, fields)
  }
  let puts = 0
  const off = bucket.after(call => {
    if (call.method === 'put' && ++puts === 4) first.close()
  })
  await first.setUp().catch(() => {})
  off()
  await first.restart()
  await first.turn()
  await checker.check()
  expect([...bucket.objects.keys()].filter(name => /\/s\/.*\/1\.\d+-/.test(name)).length).toBeGreaterThan(0)
  const second = await Profile.start(bucket)
  await second.restore()
  expect(await stateOf(second)).toEqual(await stateOf(first))
})
