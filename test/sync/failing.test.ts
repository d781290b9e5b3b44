/**
 * The fourteenth law: whatever stands in the way is shown, what is sealed waits, and all of it arrives when the way is
 * free. The thirteenth: what cannot be right is told by name, and nothing is written.
 */
import { describe, expect, test } from 'vitest'
import { toUtf8 } from '../../lib/crypto/bytes.ts'
import { openRoot, wordsOf } from '../../lib/crypto/recovery.ts'
import { EndpointError, type EndpointProblem } from '../../lib/sync/endpoints/endpoint.ts'
import { join } from '../../lib/ui/backup/keyring.ts'
import { MemoryBucket } from './bucket.ts'
import { Profile, place } from './profile.ts'

const shownAs: Record<Exclude<EndpointProblem, 'lost'>, string> = {
  offline: 'offline',
  refused: 'refused',
  full: 'full',
  busy: 'busy',
  broken: 'broken',
  tooLarge: 'broken',
}

describe.each(Object.entries(shownAs))('an endpoint that is %s', (problem, kind) => {
  test.each(['put', 'list'])(`when asked to %s: it is shown, what waits is kept, and arrives later`, async method => {
    const bucket = new MemoryBucket()
    const first = await Profile.start(bucket)
    await first.setUp()
    await first.put('a', { title: 'one' })
    const off = bucket.before(call => {
      if (call.method === method) throw new EndpointError(problem as EndpointProblem, 'it says no', 120_000)
    })
    for (let i = 0; i < 3; i++) await expect(first.turn()).rejects.toMatchObject({ kind })
    const { problem: shown, isWaiting } = await first.backup.view()
    expect(isWaiting).toBe(true)
    expect(shown?.nextTry).toBeGreaterThanOrEqual(first.clock.time + 100_000)
    const waiting = await first.store.backup.outbox(10)
    await first.restart()
    expect(await first.store.backup.outbox(10)).toEqual(waiting)
    off()
    await first.turn()
    expect(await first.backup.view()).toMatchObject({ problem: null, isWaiting: false })
    const second = await Profile.start(bucket)
    await second.restore()
    expect(await second.shown()).toEqual(await first.shown())
  })
})

test('what an endpoint asks for is waited for, and not asked again before', async () => {
  const bucket = new MemoryBucket()
  const first = await Profile.start(bucket)
  await first.setUp()
  await first.put('a', {})
  bucket.before(() => {
    throw new EndpointError('busy', '429', 600_000)
  })
  await first.turn().catch(() => {})
  bucket.forgetLog()
  await first.backup.tick()
  first.clock.time += 599_000
  await first.backup.tick()
  expect(bucket.count()).toBe(0)
  first.clock.time += 2_000
  await first.backup.tick()
  expect(bucket.count()).toBe(1)
})

async function aBackup() {
  const bucket = new MemoryBucket()
  const first = await Profile.start(bucket)
  await first.put('a', { title: 'one' })
  await first.setUp()
  const fresh = await Profile.start(bucket)
  const isUntouched = async () => {
    expect((await fresh.backup.view()).phase).toBe('off')
    expect((await fresh.store.archiveSize()).n).toBe(0)
    expect(await fresh.store.backup.outboxSize()).toBe(0)
    expect(await fresh.store.backup.get('setup')).toBeUndefined()
  }
  const change = (part: RegExp, by: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>) => {
    for (const [name, bytes] of bucket.objects) if (part.test(name)) bucket.objects.set(name, by(bytes.slice()))
  }
  return { bucket, first, fresh, isUntouched, change }
}

describe('a restore tells by name', () => {
  test('that the words are of another store', async () => {
    const { fresh, isUntouched } = await aBackup()
    const other = await openRoot(wordsOf(new Uint8Array(32).fill(2)))
    const there = await fresh.backup.look(place, other.store)
    await expect(join(other, there, await fresh.backup.deviceKeys(), 'Fresh', 0)).rejects.toMatchObject({
      problem: 'others',
    })
    await isUntouched()
  })

  test.each([
    ['nonsense', 'Backup:kitCode'],
    ['00000000-1', 'Backup:kitCode'],
    ['00000000-1-00000000', 'Backup:older'],
  ])('that %s is no code of its kit', async (code, name) => {
    const { fresh, isUntouched } = await aBackup()
    await expect(fresh.restore(code)).rejects.toMatchObject({ name })
    await isUntouched()
  })

  test('that the whole store is of a later format', async () => {
    const { bucket, fresh, isUntouched, change } = await aBackup()
    change(/\/f$/, () => toUtf8(JSON.stringify({ format: 'allod-store', version: 2, signed: 'x' })))
    await expect(fresh.restore()).rejects.toMatchObject({ name: 'NewerFormatError' })
    await isUntouched()
    expect(bucket.count('delete')).toBe(0)
  })

  test.each([/\/h\//, /\/s\//, /\/m\//])('that an object %s is of a later format', async part => {
    const { first, fresh, isUntouched, change } = await aBackup()
    change(part, bytes => bytes.map((byte, i) => (i === 5 ? 2 : byte)))
    await expect(fresh.restore()).rejects.toMatchObject({ name: expect.stringMatching(/^Backup:(newer|damaged)$/) })
    await isUntouched()
    expect(await first.shown()).toHaveProperty('a')
  })

  test('that its objects are damaged', async () => {
    const { fresh, isUntouched, change } = await aBackup()
    change(/\/s\//, bytes => bytes.map((byte, i) => (i === 80 ? byte ^ 1 : byte)))
    await expect(fresh.restore()).rejects.toMatchObject({ name: 'Backup:damaged' })
    await isUntouched()
  })

  test('that it is out of reach', async () => {
    const { bucket, fresh, isUntouched } = await aBackup()
    bucket.before(call => {
      if (call.method === 'get' && call.name.includes('/s/')) throw new EndpointError('offline', 'cut')
    })
    await expect(fresh.restore()).rejects.toMatchObject({ name: 'Backup:offline' })
    await isUntouched()
  })
})

test('a device that meets a later format waits, and goes on with what it has', async () => {
  const { bucket, first, change } = await aBackup()
  const second = await Profile.start(bucket)
  await second.restore()
  await second.put('b', {})
  await second.turn()
  const old = new Map(bucket.objects)
  change(/\/h\//, bytes => bytes.map((byte, i) => (i === 5 ? 2 : byte)))
  await expect(first.turn()).rejects.toMatchObject({ kind: 'newer' })
  expect(await first.shown()).toHaveProperty('a')
  for (const [name, bytes] of old) bucket.objects.set(name, bytes.slice())
  await first.turn()
  expect(await first.shown()).toHaveProperty('b')
})
