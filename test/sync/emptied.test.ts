/** The fifth law: what is absent was not deleted. An endpoint that has lost everything is told, and gets it again. */
import { expect, test } from 'vitest'
import { EndpointError } from '../../lib/sync/endpoints/endpoint.ts'
import { MemoryBucket } from './bucket.ts'
import { Checker } from './checker.ts'
import { Profile } from './profile.ts'

async function two() {
  const bucket = new MemoryBucket()
  const checker = new Checker(bucket)
  const first = await Profile.start(bucket, { name: 'First' })
  await first.put('a', { title: 'one' })
  await first.setUp()
  const second = await Profile.start(bucket, { name: 'Second' })
  await second.restore()
  await second.put('b', { title: 'two' })
  for (const profile of [second, first]) await profile.turn()
  return { bucket, checker, first, second, both: [first, second] as const }
}

async function restored(bucket: MemoryBucket) {
  const fresh = await Profile.start(bucket, { name: 'Fresh' })
  await fresh.restore()
  return fresh.shown()
}

test('an empty endpoint deletes nothing, is told, and gets everything again from each device', async () => {
  const { bucket, checker, first, second, both } = await two()
  const before = await first.shown()
  bucket.objects.clear()
  bucket.forgetLog()
  for (const profile of both) {
    await expect(profile.turn()).rejects.toMatchObject({ kind: 'reset' })
    expect(await profile.shown()).toEqual(before)
  }
  expect(bucket.count('put')).toBe(0)
  // What is written meanwhile waits.
  await first.put('c', { title: 'meanwhile' })
  await second.write('a', { set: { title: 'meanwhile' } })
  for (const profile of both) await expect(profile.turn()).rejects.toMatchObject({ kind: 'reset' })
  expect(bucket.count('put')).toBe(0)
  await first.backup.uploadAgain()
  expect((await first.backup.view()).problem).toBeNull()
  await expect(second.turn()).rejects.toMatchObject({ kind: 'reset' })
  await second.backup.uploadAgain()
  for (const profile of [...both, ...both]) await profile.turn()
  await checker.check()
  const shown = await first.shown()
  expect(shown).toEqual({ a: { title: 'meanwhile' }, b: { title: 'two' }, c: { title: 'meanwhile' } })
  expect(await second.shown()).toEqual(shown)
  expect(await restored(bucket)).toEqual(shown)
})

test('what waited when the endpoint was emptied reaches those who follow the log', async () => {
  const { bucket, first, second, both } = await two()
  bucket.objects.clear()
  await first.put('c', { title: 'waiting' })
  for (const profile of both) await profile.turn().catch(() => {})
  for (const profile of both) await profile.backup.uploadAgain()
  for (const profile of both) await profile.turn()
  expect(await second.shown()).toHaveProperty('c')
})

test('uploading again may be interrupted anywhere, and the endpoint emptied once more', async () => {
  const { bucket, checker, first, second, both } = await two()
  for (let fatal = 0; fatal < 6; fatal++) {
    bucket.objects.clear()
    await first.turn().catch(() => {})
    let n = 0
    const off = bucket.before(call => {
      if (call.method === 'put' && n++ === fatal) throw new EndpointError('offline', 'cut')
    })
    await first.backup.uploadAgain()
    off()
    if (fatal % 2 === 1) bucket.objects.clear()
    await first.restart()
    await first.turn().catch(() => first.backup.uploadAgain())
    await second.turn().catch(() => second.backup.uploadAgain())
    for (const profile of [...both, ...both]) await profile.turn()
    await checker.check()
    expect(await restored(bucket)).toEqual(await first.shown())
  }
})

test('another store in its place is told, and nothing of it is touched', async () => {
  const { bucket, first } = await two()
  bucket.objects.clear()
  await bucket.put('SomebodyElse/f', Uint8Array.of(1), new AbortController().signal)
  await expect(first.turn()).rejects.toMatchObject({ kind: 'reset' })
  expect([...bucket.objects.keys()]).toEqual(['SomebodyElse/f'])
})

test('a device that had said nothing yet is admitted again', async () => {
  const { bucket, first, second } = await two()
  const third = await Profile.start(bucket, { name: 'Third' })
  await third.restore()
  await third.turn()
  bucket.objects.clear()
  for (const profile of [first, second]) await profile.turn().catch(() => profile.backup.uploadAgain())
  await third.put('d', { title: 'third' })
  for (const profile of [third, first, second]) await profile.turn()
  expect(await first.shown()).toHaveProperty('d')
  expect(await second.shown()).toEqual(await first.shown())
})

test('what was put there since an endpoint was emptied does not hide it', async () => {
  const { bucket, first } = await two()
  bucket.objects.clear()
  for (const n of [1, 2, 3]) {
    await first.put('c', { n })
    await first.backup.tick() // it has looked a moment ago
  }
  expect(bucket.objects.size).toBeGreaterThan(3)
  await expect(first.turn()).rejects.toMatchObject({ kind: 'reset' })
  await first.backup.uploadAgain()
  expect(await restored(bucket)).toEqual(await first.shown())
})
