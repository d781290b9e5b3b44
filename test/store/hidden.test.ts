/** Which stores stand in for the owner's, and which may be thrown away. */
import { expect, test } from 'vitest'
import type { Service } from '../../lib/broker/index.ts'
import { hiddenService, hiddenSpaceOf } from '../../lib/owner/hidden.ts'
import type { RecordKey, SiteRow, Store } from '../../lib/store/index.ts'
import { open, put, site } from './open.ts'

const key = (space: string): RecordKey => [space, 'notes', 'a']

function serviceOn(store: Store, rows: SiteRow[], granted: string[] = []): Service {
  const service: Partial<Record<keyof Service, unknown>> = {
    store,
    sites: { all: () => rows, of: (origin: string) => rows.find(row => row.origin === origin) ?? { origin } },
    grants: { origins: () => [site], of: () => granted.map(space => ({ space })) },
    room: { giveBack() {} },
  }
  return service as Service
}

test('a store that no site of this device has is told by who wrote into it', async () => {
  const store = await open()
  const { space } = store.identity
  for (const name of [space, 'known', 'brought']) await put(store, 'a', {}, { space: name, keys: [key(name)] })
  const service = serviceOn(store, [{ origin: 'https://b.test', hidden: 'known' }])
  expect(await hiddenService(service).hiddenStores()).toEqual([
    { name: 'https://b.test', origin: 'https://b.test', isKnown: true },
    { name: 'brought', origin: site, isKnown: false },
  ])
  const spaceOf = hiddenSpaceOf(service)
  expect([spaceOf('https://b.test'), spaceOf('brought')]).toEqual(['known', 'brought'])
  expect(() => spaceOf(space)).toThrow()
})

test('the owner’s own store, a site’s and one in which something is granted are not thrown away', async () => {
  const store = await open()
  const { space } = store.identity
  for (const name of [space, 'known', 'granted', 'brought']) {
    await put(store, 'a', {}, { space: name, keys: [key(name)] })
  }
  const { throwAway } = hiddenService(serviceOn(store, [{ origin: 'https://b.test', hidden: 'known' }], ['granted']))
  for (const name of [space, 'known', 'granted']) {
    await expect(throwAway({ space: name, at: { step: 5, n: 0 } })).rejects.toThrow('in use')
    expect(await store.get(key(name))).toBeDefined()
  }
  await throwAway({ space: 'brought', at: { step: 5, n: 0 } })
  expect(await store.get(key('brought'))).toBe(undefined)
})
