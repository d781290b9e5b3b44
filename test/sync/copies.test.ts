/** The sixth law: of two copies of one profile, one takes another name, and nobody loses anything. */
import { expect, test } from 'vitest'
import { EndpointError } from '../../lib/sync/endpoints/endpoint.ts'
import { runs } from '../store/runs.ts'
import { MemoryBucket } from './bucket.ts'
import { Checker } from './checker.ts'
import { dieAtTransaction, survive } from './deaths.ts'
import { Profile } from './profile.ts'
import { stateOf } from './world.ts'

async function aStore() {
  const bucket = new MemoryBucket()
  const checker = new Checker(bucket)
  const first = await Profile.start(bucket, { name: 'First' })
  await first.put('a', { body: 'text' })
  await first.setUp()
  const other = await Profile.start(bucket, { name: 'Other', time: first.clock.time + 1_000_003 })
  await other.restore()
  await other.turn()
  await first.put('b', { n: 1 })
  await first.turn()
  return { bucket, checker, first, other }
}

async function agree(bucket: MemoryBucket, checker: Checker, profiles: readonly Profile[]) {
  for (let round = 0; round < 3; round++) for (const profile of profiles) await profile.turn().catch(() => {})
  for (const profile of profiles) await profile.turn()
  await checker.check({ isForked: true })
  const fresh = await Profile.start(bucket, { name: 'Fresh', time: (profiles[0] as Profile).clock.time })
  await fresh.restore()
  for (const profile of profiles) expect(await stateOf(profile)).toEqual(await stateOf(fresh))
  return fresh.shown()
}

test.each([true, false])('a copy that looks first (%s) takes another name', async looks => {
  const { bucket, checker, first, other } = await aStore()
  const device = first.store.identity.device
  const copy = await first.clone()
  if (!looks) await copy.turn() // so that it need not look for a while
  await first.put('first', { by: 'first' })
  await first.retext('a', 'text of the first')
  await copy.put('copy', { by: 'copy' })
  await copy.write('b', { set: { n: 2 } })
  await first.turn()
  await other.turn()
  if (looks) await copy.turn()
  else await copy.backup.tick()
  await other.turn().catch(() => {})
  await copy.put('later', { by: 'copy' })
  const shown = await agree(bucket, checker, [copy, first, other])
  expect(shown).toEqual({
    a: { body: 'text of the first' },
    b: { n: 2 },
    copy: { by: 'copy' },
    first: { by: 'first' },
    later: { by: 'copy' },
  })
  const names = [first, copy].map(({ store }) => store.identity.device)
  expect(new Set([...names, device]).size).toBe(2)
  await copy.end()
})

test('two copies of one profile, and a copy of a copy', async () => {
  const { bucket, checker, first, other } = await aStore()
  const copies = [await first.clone(), await first.clone()]
  for (const [i, copy] of copies.entries()) {
    copy.clock.time += 77_777 * (i + 1)
    await copy.put(`copy ${i}`, { i })
  }
  await first.put('first', {})
  for (const profile of [first, ...copies]) await profile.turn()
  const deeper = await (copies[1] as Profile).clone()
  await deeper.put('deeper', {})
  await (copies[1] as Profile).put('not so deep', {})
  const all = [first, ...copies, deeper]
  const shown = await agree(bucket, checker, [...all, other])
  expect(Object.keys(shown)).toEqual(['a', 'b', 'copy 0', 'copy 1', 'deeper', 'first', 'not so deep'])
  expect(new Set(all.map(({ store }) => store.identity.device)).size).toBe(4)
  for (const copy of [...copies, deeper]) await copy.end()
})

test('a profile that was put back never sends what it had sent before over what it has sent since', async () => {
  const { bucket, checker, first, other } = await aStore()
  await first.put('c', { n: 1 })
  const off = bucket.before(call => {
    if (call.method === 'put' && call.name.includes('/h/')) throw new EndpointError('offline', 'cut')
  })
  await first.turn().catch(() => {})
  off()
  const back = await first.keep() // with a head that waits
  const { device } = first.store.identity
  for (const n of [2, 3, 4]) {
    await first.put('c', { n })
    for (const profile of [first, other]) await profile.turn()
  }
  await back()
  await first.put('d', { n: 5 })
  await first.turn()
  expect(first.store.identity.device).not.toBe(device)
  await checker.check() // nothing at the endpoint has gone back
  const shown = await agree(bucket, checker, [first, other])
  expect(shown).toMatchObject({ c: { n: 4 }, d: { n: 5 } })
  await expect(other.turn()).resolves.toBeUndefined()
})

test('taking another name may be interrupted anywhere', async () => {
  for (let fatal = 0, steps = 1; fatal < steps; fatal += runs(5, 1)) {
    const { bucket, checker, first, other } = await aStore()
    const copy = await first.clone()
    await copy.put('copy', {})
    await first.put('first', {})
    await first.turn()
    const counter = dieAtTransaction(copy, fatal, fatal % 2 === 0 ? 'before' : 'after')
    await survive(copy, () => copy.turn())
    counter.off()
    steps = Math.max(steps, counter.count)
    const shown = await agree(bucket, checker, [copy, first, other])
    expect(Object.keys(shown)).toEqual(['a', 'b', 'copy', 'first'])
    for (const profile of [copy, first, other]) await profile.end()
  }
})
