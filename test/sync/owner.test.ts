import { describe, expect, test } from 'vitest'
import { MemoryBucket } from './bucket.ts'
import { Profile, place } from './profile.ts'

async function two() {
  const bucket = new MemoryBucket()
  const first = await Profile.start(bucket, { name: 'First' })
  await first.put('a', { title: 'one' })
  await first.setUp()
  const second = await Profile.start(bucket, { name: 'Second' })
  await second.restore()
  await second.put('b', { title: 'two' })
  await second.turn()
  await first.turn()
  return { bucket, first, second }
}

describe('leaving', () => {
  test('deletes everything where no other device is left, and begins anew with other keys', async () => {
    const bucket = new MemoryBucket()
    const first = await Profile.start(bucket)
    await first.put('a', { title: 'one' })
    await first.setUp()
    const count = bucket.objects.size
    expect(count).toBeGreaterThan(3)
    expect(await first.backup.leave(true)).toEqual({ deleted: count })
    expect(bucket.objects.size).toBe(0)
    expect(await first.backup.view()).toMatchObject({ phase: 'off', endpoint: null })
    expect(await first.shown()).toEqual({ a: { title: 'one' } })
    await first.setUp()
    const second = await Profile.start(bucket)
    await second.restore()
    expect(await second.shown()).toEqual(await first.shown())
  })

  test('leaves everything there for another device, which is not worried by it', async () => {
    const { bucket, first, second } = await two()
    const before = [...bucket.objects.keys()]
    expect(await second.backup.leave(true)).toEqual({ deleted: 0 })
    for (const name of before) expect(bucket.objects.has(name)).toBe(true)
    await first.turn()
    expect((await first.backup.view()).devices.map(({ name }) => name)).toEqual(['First'])
    const count = bucket.objects.size
    expect(await first.backup.leave(true)).toEqual({ deleted: count })
    expect(bucket.objects.size).toBe(0)
  })

  test('without deleting keeps what is there, and the same words open it again', async () => {
    const { first, second } = await two()
    await second.backup.leave(false)
    await second.put('c', { title: 'written alone' })
    await second.restore()
    await second.turn()
    await first.turn()
    expect(Object.keys(await first.shown()).sort()).toEqual(['a', 'b', 'c'])
    expect(await second.shown()).toEqual(await first.shown())
  })
})

describe('a drill', () => {
  test('reads everything back, and says when', async () => {
    const { first } = await two()
    await first.put('c', { title: 'not sent yet' })
    const report = await first.backup.drill()
    expect(report).toMatchObject({ records: 3, missing: 0, different: 0, examples: [], devices: 2 })
    expect((await first.backup.view()).drilledAt).toBe(first.clock.time)
  })

  test('finds what is not as it should be', async () => {
    const { first } = await two()
    const { store } = first
    // Somebody has changed the log of this device behind its back: what is there now was never sent.
    const real = store.backup.readLog.bind(store.backup)
    await first.turn()
    store.backup.readLog = async (after, upto, choice) => ({
      ...(await real(after, upto, choice)),
      lines: '',
      commits: 0,
    })
    await first.put('c', { title: 'lost on the way' })
    await first.put('d', { title: 'lost as well' })
    const report = await first.backup.drill()
    expect(report).toMatchObject({ records: 4, missing: 2, different: 0 })
    expect(report.examples).toEqual(['documents / c', 'documents / d'])
  })
})

describe('what the owner may not do', () => {
  test('begin twice, here or there', async () => {
    const { bucket, first } = await two()
    await expect(first.setUp()).rejects.toMatchObject({ name: 'Backup:taken' })
    const third = await Profile.start(bucket)
    await expect(third.setUp()).rejects.toMatchObject({ name: 'Backup:taken' })
    expect(await third.backup.view()).toMatchObject({ phase: 'off' })
    await expect(first.restore()).rejects.toMatchObject({ name: 'Backup:taken' })
  })

  test('change to a place where the store is not', async () => {
    const { first } = await two()
    await first.backup.changeEndpoint({ ...place, url: 'https://other.test/' } as typeof place)
    expect((await first.backup.view()).endpoint).toMatchObject({ url: 'https://other.test/' })
  })
})

test('access that was taken back on one device ends on the others, once', async () => {
  const { first, second } = await two()
  first.revoked['https://a.test'] = first.clock.time
  await first.turn()
  await second.turn()
  expect(second.ended).toEqual([{ 'https://a.test': first.revoked['https://a.test'] }])
  await first.turn()
  await second.turn()
  expect(second.ended).toHaveLength(1)
})
