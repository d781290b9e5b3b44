import { expect, test } from 'vitest'
import { MemoryBucket } from './bucket.ts'
import { Profile } from './profile.ts'

test('a device that left and comes back is believed by the others', async () => {
  const bucket = new MemoryBucket()
  const first = await Profile.start(bucket, { name: 'First' })
  await first.put('a', { title: 'one' })
  await first.setUp()
  const second = await Profile.start(bucket, { name: 'Second' })
  await second.restore()
  await second.turn()
  await first.backup.leave(false)
  await first.put('b', { title: 'two' })
  await first.restore()
  await first.turn()
  await second.turn()
  expect(await second.shown()).toEqual({ a: { title: 'one' }, b: { title: 'two' } })
})
