import { describe, expect, test } from 'vitest'
import { MemoryBucket } from './bucket.ts'
import { Profile } from './profile.ts'

describe('a backup', () => {
  test('of an empty store is there at once, and a new profile begins where it is', async () => {
    const bucket = new MemoryBucket()
    const first = await Profile.start(bucket)
    await first.setUp()
    const second = await Profile.start(bucket)
    expect(await second.restore()).toMatchObject({ records: 0, commits: 0, devices: 1 })
    expect(second.store.identity.space).toBe(first.store.identity.space)
    expect(second.store.identity.device).not.toBe(first.store.identity.device)
  })

  test('brings back every record, and both devices go on and end the same', async () => {
    const bucket = new MemoryBucket()
    const first = await Profile.start(bucket, { name: 'First' })
    await first.put('a', { title: 'one', n: 1 })
    await first.setUp()
    await first.put('b', { title: 'two' })
    await first.put('a', { title: 'three' })
    await first.turn()
    const second = await Profile.start(bucket, { name: 'Second' })
    expect(await second.restore()).toMatchObject({ records: 2 })
    expect(await second.shown()).toEqual(await first.shown())
    await second.put('c', { title: 'of the second' })
    await second.write('a', { set: { n: 2 } })
    await first.write('b', { alive: false })
    for (const profile of [second, first, second]) await profile.turn()
    expect(await first.shown()).toEqual({ a: { title: 'three', n: 2 }, c: { title: 'of the second' } })
    expect(await second.shown()).toEqual(await first.shown())
  })

  test('tells how far it is, and its devices by name', async () => {
    const bucket = new MemoryBucket()
    const first = await Profile.start(bucket, { name: 'First' })
    expect(await first.backup.view()).toMatchObject({ phase: 'off', upToDate: null, devices: [] })
    await first.setUp()
    const view = await first.backup.view()
    expect(view).toMatchObject({ phase: 'on', isWaiting: false, problem: null, progress: null })
    expect(view.upToDate).toBeGreaterThan(0)
    await first.put('a', { title: 'one' })
    expect(await first.backup.view()).toMatchObject({ isWaiting: true })
    const second = await Profile.start(bucket, { name: 'Second' })
    await second.restore()
    await second.put('b', { title: 'two' })
    await second.turn()
    await first.turn()
    const { devices } = await first.backup.view()
    expect(devices.map(({ name, isThis }) => [name, isThis]).sort()).toEqual([
      ['First', true],
      ['Second', false],
    ])
  })
})
