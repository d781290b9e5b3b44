import { deleteDB } from 'idb'
import { expect, onTestFinished, test } from 'vitest'
import { Grants } from '../../lib/broker/grants.ts'
import type { Scope } from '../../lib/protocol/api.ts'
import { Store } from '../../lib/store/index.ts'

const hour = 3_600_000
const day = 24 * hour
const origin = 'https://a.test'
const scopes: Scope[] = [{ collection: 'notes', access: ['read'], fields: '*', records: 'all' }]

async function begin() {
  const name = crypto.randomUUID()
  const clock = { time: 1_000 * day }
  const now = () => clock.time
  const store = await Store.open(name, { now })
  onTestFinished(async () => {
    store.close()
    await deleteDB(name)
  })
  const changes: string[] = []
  const grants = new Grants(store, now, changed => changes.push(changed))
  const grant = () => {
    const part = { grant: 'g', lifetime: 'always' as const, expiresAt: null, since: now() }
    return grants.add(origin, 'space', scopes, part, async () => {})
  }
  await grant()
  const reloaded = async () => {
    const other = new Grants(store, now, () => {})
    await other.load()
    return other
  }
  return { store, clock, grants, changes, grant, reloaded }
}

test('a use is on the disk once an hour, and changes no epoch', async () => {
  const { store, clock, grants, changes } = await begin()
  const { epoch } = grants
  const onDisk = async () => {
    await store.decide(async () => {}) // whatever was to be written is written now
    return (await store.grants())[0]?.usedAt
  }
  const first = clock.time
  grants.used(origin, 'space', 'notes')
  expect(await onDisk()).toBe(first)
  clock.time += hour - 1
  grants.used(origin, 'space', 'notes')
  expect(await onDisk()).toBe(first)
  expect(grants.of(origin)[0]?.usedAt).toBe(clock.time)
  clock.time += 1
  grants.used(origin, 'space', 'notes')
  expect(await onDisk()).toBe(clock.time)
  expect(grants.epoch).toBe(epoch)
  expect(changes).toHaveLength(1)
})

test('what nobody has used for 90 days ends, and is remembered as lapsed until it is granted again', async () => {
  const { clock, grants, grant, reloaded } = await begin()
  clock.time += 30 * day
  grants.used(origin, 'space', 'notes')
  expect(grants.nextEnd()).toBe(clock.time + 90 * day)
  clock.time += 90 * day - 1
  await grants.expire()
  expect(grants.of(origin)[0]?.parts).toHaveLength(1)
  clock.time += 1
  await grants.expire()
  for (const known of [grants, await reloaded()]) {
    expect(known.of(origin)).toMatchObject([{ parts: [], lapsedAt: clock.time }])
    expect(known.nextEnd()).toBeNull()
  }
  await grant()
  for (const known of [grants, await reloaded()]) {
    expect(known.of(origin)[0]?.parts).toHaveLength(1)
    expect(known.of(origin)[0]).not.toHaveProperty('lapsedAt')
  }
})

test('a lapse is forgotten when the owner dismisses it, or revokes', async () => {
  for (const end of [
    (grants: Grants) => grants.dismissLapse(origin),
    (grants: Grants) => grants.take(origin, 'revoke'),
  ]) {
    const { clock, grants, reloaded } = await begin()
    clock.time += 90 * day
    await grants.expire()
    await end(grants)
    expect(grants.origins()).toEqual([])
    expect((await reloaded()).origins()).toEqual([])
  }
})

test('a grant that has only expired is not called lapsed', async () => {
  const { clock, grants } = await begin()
  const part = { grant: 'h', lifetime: 'until' as const, expiresAt: clock.time + day, since: clock.time }
  await grants.add('https://b.test', 'space', scopes, part, async () => {})
  clock.time += day
  await grants.expire()
  expect(grants.origins()).toEqual([origin])
})
