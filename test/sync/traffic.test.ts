/** The seventh and the eleventh law: what goes over the wire tells nothing but sizes and times, and is little. */
import { expect, test } from 'vitest'
import { padmeLength } from '../../lib/crypto/pack.ts'
import { openRoot, wordsOf } from '../../lib/crypto/recovery.ts'
import { MemoryBucket } from './bucket.ts'
import { Profile } from './profile.ts'

const canaries = ['canary-title', 'canary-value', 'canary-text', 'canary-device', 'canary-id', 'canary.example']

test('nothing of what is written, of names, or of keys goes over the wire; sizes are padded', async () => {
  const bucket = new MemoryBucket()
  const seen: Uint8Array[] = []
  const names: string[] = []
  bucket.before(call => {
    names.push(call.name)
    if (call.method === 'put') seen.push(call.bytes.slice())
  })
  const first = await Profile.start(bucket, { name: 'canary-device' })
  await first.put('canary-id', { 'canary-title': 'canary-value', body: 'canary-text' })
  await first.setUp()
  await first.retext('canary-id', 'canary-text goes on')
  first.revoked['https://canary.example'] = first.clock.time
  await first.turn()
  await first.fatten()
  for (const n of [1, 2]) {
    await first.put('canary-id', { n })
    await first.turn()
  }
  const second = await Profile.start(bucket, { name: 'canary-device' })
  await second.restore()
  await second.put('canary-other', {})
  await second.turn()
  expect(await first.shown()).toHaveProperty('canary-id')

  const root = await openRoot(wordsOf(new Uint8Array(32).fill(1)))
  const latin1 = new TextDecoder('latin1')
  const wire = [...names, ...seen.map(bytes => latin1.decode(bytes))].join('\n')
  for (const secret of [
    ...canaries,
    'documents',
    'a.test',
    'canary',
    root.identity,
    ...wordsOf(new Uint8Array(32).fill(1)).filter(word => word.length > 5),
  ]) {
    expect(wire.includes(secret), secret).toBe(false)
  }
  for (const { store } of [first, second]) expect(wire).not.toContain(store.identity.secret)
  const header = 44
  const tag = 16
  for (const [name, bytes] of bucket.objects) {
    if (/\/(h|l|s|m)\//.test(name))
      expect(padmeLength(bytes.length - header - tag), name).toBe(bytes.length - header - tag)
  }
  // What the same key seals differs every time.
  const heads = new Set(bucket.versions.keys())
  expect(heads.size).toBeGreaterThan(5)
})

test('one small change is two requests and less than a kilobyte; an idle look is one', async () => {
  const bucket = new MemoryBucket()
  const first = await Profile.start(bucket)
  await first.put('a', { title: 'one' })
  await first.setUp()
  const second = await Profile.start(bucket)
  await second.restore()
  await second.put('b', {})
  for (const profile of [second, first, second, first]) {
    profile.clock.time += 10_000
    await profile.turn()
  }
  for (const n of [1, 2]) {
    await first.put('a', { title: `number ${n}`, n })
    bucket.forgetLog()
    await first.backup.tick()
    expect(bucket.count()).toBe(2)
    expect(bucket.traffic('put')).toBeLessThanOrEqual(1024)
  }
  for (let i = 0; i < 3; i++) {
    for (const profile of [first, second]) {
      profile.clock.time += 400_000
      bucket.forgetLog()
      await profile.turn()
    }
  }
  expect(bucket.log.map(({ method }) => method)).toEqual(['list'])
})

test('10,000 records of three fields go up in three requests, and come back in ten', async () => {
  const bucket = new MemoryBucket()
  const first = await Profile.start(bucket)
  const { space } = first.store.identity
  const ids = Array.from({ length: 10_000 }, (_, i) => `record-${i}`)
  for (let i = 0; i < ids.length; i += 500) {
    const some = ids.slice(i, i + 500)
    await first.store.write({
      space,
      author: { site: 'https://a.test' },
      keys: some.map(id => [space, 'documents', id]),
      apply(group) {
        for (const id of some) {
          const set = { title: `The title of ${id}`, done: id.endsWith('7'), at: 1_700_000_000_000 + i }
          group.commit(space, { site: 'https://a.test' }, [{ collection: 'documents', id, set, alive: true }])
        }
      },
    })
  }
  await first.setUp()
  const data = bucket.log.filter(({ method, name }) => method === 'put' && /\/(h|l|s)\//.test(name))
  expect(data.length).toBeLessThanOrEqual(3)
  bucket.forgetLog()
  const second = await Profile.start(bucket)
  expect((await second.restore()).records).toBe(10_000)
  const reads = bucket.log.filter(({ method }) => method !== 'put')
  expect(reads.length).toBeLessThanOrEqual(10)
})
