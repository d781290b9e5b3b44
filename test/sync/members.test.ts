/**
 * The eighth and the ninth law, as far as this version reads what a later one will write: what a removed device goes on to
 * write is refused, in whatever order its removal is heard of; and both epochs can be read while keys change.
 */
import { expect, test } from 'vitest'
import { MemoryBucket } from './bucket.ts'
import { Checker } from './checker.ts'
import { newEpoch, operation } from './later.ts'
import { Profile } from './profile.ts'

async function three() {
  const bucket = new MemoryBucket()
  const checker = new Checker(bucket)
  const first = await Profile.start(bucket, { name: 'First' })
  await first.put('a', { title: 'one' })
  await first.setUp()
  const [follower, removed] = [
    await Profile.start(bucket, { name: 'Follower' }),
    await Profile.start(bucket, { name: 'Removed' }),
  ]
  for (const profile of [follower, removed]) await profile.restore()
  await removed.put('before', { n: 1 })
  await removed.turn()
  const { device } = removed.store.identity
  const { seq, hash } = (await removed.store.backup.get('chain')) as { seq: number; hash: string }
  const remove = await operation(bucket, checker, 9, { op: 'remove', device, seq, hash, time: first.clock.time })
  return { bucket, checker, first, follower, removed, remove }
}

test('what a removed device writes later is refused: by those who follow, and by a restore', async () => {
  const { bucket, first, follower, removed, remove } = await three()
  await first.turn() // has what came before; the follower has not
  await remove()
  await removed.put('after', { n: 2 })
  await removed.turn()
  for (const profile of [first, follower]) {
    await expect(profile.turn()).rejects.toMatchObject({ kind: 'lies' })
    expect(await profile.shown()).toEqual({ a: { title: 'one' }, before: { n: 1 } })
    await profile.turn()
  }
  const fresh = await Profile.start(bucket, { name: 'Fresh' })
  await fresh.restore()
  expect(await fresh.shown()).toEqual(await first.shown())
  expect((await first.backup.view()).devices.map(({ name }) => name)).not.toContain('Removed')
})

test('whoever hears of the removal late has the same in the end as whoever hears of it first', async () => {
  const shown: unknown[] = []
  for (const order of ['removed first', 'written first', 'pulled first']) {
    const { first, follower, removed, remove } = await three()
    if (order === 'removed first') await remove()
    if (order === 'pulled first') await follower.turn()
    for (const n of [1, 2]) {
      await removed.put('after', { n })
      await removed.turn()
    }
    if (order !== 'removed first') await remove()
    for (const profile of [first, follower, first, follower]) await profile.turn().catch(() => {})
    expect(await follower.shown()).toEqual(await first.shown())
    shown.push(await first.shown())
  }
  for (const one of shown) expect(one).toEqual(shown[0])
})

test('a removed device admits nobody, and nothing of its snapshots is taken', async () => {
  const { bucket, first, follower, removed, remove } = await three()
  await remove()
  await removed.put('after', {})
  await removed.turn()
  await removed.fatten()
  await removed.turn()
  // A copy of it takes another name, which it admits itself.
  const copy = await removed.clone()
  await removed.put('more', {})
  await removed.turn()
  await copy.put('copy', {})
  await copy.turn().catch(() => {})
  expect(copy.store.identity.device).not.toBe(removed.store.identity.device)
  const fresh = await Profile.start(bucket, { name: 'Fresh' })
  for (const profile of [first, follower, first]) await profile.turn().catch(() => {})
  await fresh.restore()
  for (const profile of [first, follower, fresh]) {
    const shown = Object.keys(await profile.shown())
    for (const id of ['after', 'more', 'copy']) expect(shown).not.toContain(id)
  }
  await copy.end()
})

test('with a second key both epochs are read, and what has only the first says so and keeps what it has', async () => {
  const { bucket, checker, first, follower } = await three()
  const before = new Map(bucket.objects)
  await newEpoch(bucket, checker, 1)
  const fresh = await Profile.start(bucket, { name: 'Fresh' })
  await fresh.restore() // what it has not rewritten opens with the first
  expect(await fresh.shown()).toHaveProperty('a')
  for (const [name, bytes] of before) expect(bucket.objects.get(name)).toEqual(bytes)
  await fresh.put('second epoch', { n: 1 })
  await fresh.turn()
  const other = await Profile.start(bucket, { name: 'Other' })
  await other.restore()
  expect(await other.shown()).toMatchObject({ a: { title: 'one' }, 'second epoch': { n: 1 } })
  // Devices from before were not given the second key.
  const known = await follower.shown()
  await expect(follower.turn()).rejects.toMatchObject({ kind: 'newer' })
  expect(await follower.shown()).toEqual(known)
  await first.put('b', {})
  await first.turn().catch(() => {})
  expect(await first.shown()).toHaveProperty('b')
})

test('a rotation that was cut off anywhere leaves everything readable', async () => {
  for (const kept of [0, 1]) {
    const { bucket, checker } = await three()
    const before = new Set(bucket.objects.keys())
    await newEpoch(bucket, checker, 1)
    const added = [...bucket.objects.keys()].filter(name => !before.has(name))
    for (const name of added.slice(kept)) bucket.objects.delete(name)
    const fresh = await Profile.start(bucket, { name: 'Fresh' })
    await fresh.restore()
    expect(await fresh.shown()).toHaveProperty('before')
  }
})
