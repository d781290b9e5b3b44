/** Requests and replies that are cut, sent twice, late or changed on the way, before every server. */
import { expect, test } from 'vitest'
import { openEndpoint } from '../../lib/sync/endpoints/open.ts'
import { at, bytes, placeAt, servers, signal } from './places.ts'

for (const kind of servers)
  at(kind)(kind, () => {
    test.each([0, 1, 63, 64, 299_999])('of a reply, %i bytes are nothing', async after => {
      const place = placeAt(kind)
      const endpoint = openEndpoint(place.endpoint)
      await endpoint.put('a', bytes(300_000), signal)
      await place.rules({ method: 'GET', times: 1, fault: { kind: 'cutReply', after } })
      await expect(endpoint.get('a', signal)).rejects.toMatchObject({ problem: 'offline' })
      expect(await endpoint.get('a', signal)).toEqual(bytes(300_000))
    })

    // Where an upload is cut, what stood there stays. Not all servers are like that; an engine must not need it.
    test.each([0, 1, 1000, 99_999])('an upload cut after %i bytes changes nothing', async after => {
      const place = placeAt(kind)
      const endpoint = openEndpoint(place.endpoint)
      await endpoint.put('a', bytes(500, 1), signal)
      await place.rules({ method: 'PUT', fault: { kind: 'cutRequest', after } })
      await expect(endpoint.put('a', bytes(100_000, 2), signal)).rejects.toMatchObject({ problem: 'offline' })
      await expect(endpoint.put('b', bytes(100_000, 2), signal)).rejects.toMatchObject({ problem: 'offline' })
      expect(await endpoint.get('a', signal)).toEqual(bytes(500, 1))
      expect(await endpoint.get('b', signal)).toBeNull()
      expect((await endpoint.list('', signal)).map(({ name }) => name)).toEqual(['a'])
    })

    test('a listing that is cut is none', async () => {
      const place = placeAt(kind)
      const endpoint = openEndpoint(place.endpoint)
      for (const name of ['a', 'b']) await endpoint.put(name, bytes(1), signal)
      const method = ['PROPFIND', 'LIST']
      await place.rules({ method, times: 1, fault: { kind: 'cutReply', after: 100 } })
      await expect(endpoint.list('', signal)).rejects.toMatchObject({ problem: 'offline' })
      await place.rules({ method, fault: { kind: 'shorten', to: 300 } })
      await expect(endpoint.list('', signal)).rejects.toMatchObject({ problem: 'broken' })
    })

    test('what was done, but not confirmed, is done', async () => {
      const place = placeAt(kind)
      const endpoint = openEndpoint(place.endpoint)
      await place.rules({ method: ['PUT', 'DELETE'], times: 1, fault: { kind: 'dropReply' } })
      await endpoint.put('deep/a', bytes(9), signal).catch(() => endpoint.put('deep/a', bytes(9), signal))
      await place.rules({ method: 'PUT', times: 1, fault: { kind: 'dropReply' } })
      await expect(endpoint.put('deep/a', bytes(9, 1), signal)).rejects.toMatchObject({ problem: 'offline' })
      expect(await endpoint.get('deep/a', signal)).toEqual(bytes(9, 1))
    })

    test('what is sent twice is done once', async () => {
      const place = placeAt(kind)
      const endpoint = openEndpoint(place.endpoint)
      await place.rules({ fault: { kind: 'repeat' } })
      await endpoint.put('deep/a', bytes(9), signal)
      expect(await endpoint.list('deep', signal)).toHaveLength(1)
      expect(await endpoint.get('deep/a', signal)).toEqual(bytes(9))
      await endpoint.delete('deep/a', signal)
      expect(await endpoint.get('deep/a', signal)).toBeNull()
    })

    test('what nobody hears of has not happened', async () => {
      const place = placeAt(kind)
      const endpoint = openEndpoint(place.endpoint)
      await place.rules({ times: 1, fault: { kind: 'refuse' } })
      await expect(endpoint.put('a', bytes(9), signal)).rejects.toMatchObject({ problem: 'offline' })
      expect(await endpoint.get('a', signal)).toBeNull()
    })

    test('the proxy can lie as a server would: old, another’s, hidden, turned', async () => {
      const place = placeAt(kind)
      const endpoint = openEndpoint(place.endpoint)
      await place.rules()
      for (const seed of [1, 2, 3]) await endpoint.put('a', bytes(100, seed), signal)
      await endpoint.put('b', bytes(100, 9), signal)
      // A new plan forgets what came through, so this one holds them all.
      await place.rules(
        { method: 'GET', path: '/a$', times: 1, fault: { kind: 'older', back: 1 } },
        { method: 'GET', path: '/a$', times: 1, fault: { kind: 'swap', for: '/b$' } },
        { method: 'GET', path: '/a$', times: 1, fault: { kind: 'flip', at: 50 } },
        { method: ['PROPFIND', 'LIST'], times: 1, fault: { kind: 'hide', name: '^a$' } },
      )
      for (const seed of [1, 2, 3]) await endpoint.put('a', bytes(100, seed), signal)
      await endpoint.put('b', bytes(100, 9), signal)
      expect(await endpoint.get('a', signal)).toEqual(bytes(100, 2))
      expect(await endpoint.get('a', signal)).toEqual(bytes(100, 9))
      expect(await endpoint.get('a', signal)).toEqual(bytes(100, 3).map((byte, i) => (i === 50 ? byte ^ 1 : byte)))
      expect((await endpoint.list('', signal)).map(({ name }) => name)).toEqual(['b'])
      expect(await endpoint.list('', signal)).toHaveLength(2)
      expect(await endpoint.get('a', signal)).toEqual(bytes(100, 3))
    })

    test('a late request is overtaken by a later one', async () => {
      const place = placeAt(kind)
      const endpoint = openEndpoint(place.endpoint)
      await endpoint.put('a', bytes(5), signal)
      await place.rules({ method: 'PUT', times: 1, fault: { kind: 'overtaken', by: 1 } })
      const late = endpoint.put('a', bytes(5, 1), signal)
      while (((await place.counts()).PUT?.requests ?? 0) < 1);
      await endpoint.put('a', bytes(5, 2), signal)
      await late
      expect(await endpoint.get('a', signal)).toEqual(bytes(5, 1))
    })

    test('requests and bytes are counted', async () => {
      const place = placeAt(kind)
      const endpoint = openEndpoint(place.endpoint)
      await endpoint.put('a', bytes(10), signal)
      await place.rules()
      await endpoint.put('a', bytes(1000), signal)
      await endpoint.get('a', signal)
      await endpoint.list('', signal)
      const counts = await place.counts()
      expect(counts.PUT).toMatchObject({ requests: 1, up: 1000 })
      expect(counts.GET).toMatchObject({ requests: 1, up: 0, down: 1000 })
      expect(counts[kind === 'rgw' ? 'LIST' : 'PROPFIND']?.requests).toBe(1)
      expect(Object.keys(counts)).toHaveLength(3)
    })
  })

test('chance hits the same requests for the same seed, and others for another', async () => {
  const { Chooser } = await import('../servers/plan.ts')
  const hit = (seed: number) => {
    const chooser = new Chooser({ chaos: { seed, oneIn: 4, faults: [{ kind: 'refuse' }, { kind: 'repeat' }] } })
    return Array.from({ length: 200 }, (_, i) => chooser.choose('PUT', `/a/${i % 20}`)?.kind ?? '-').join()
  }
  expect(hit(1)).toBe(hit(1))
  expect(hit(1)).not.toBe(hit(2))
  const kinds = hit(3).split(',')
  expect(kinds.filter(kind => kind !== '-').length).toBeGreaterThan(20)
  expect(kinds.filter(kind => kind !== '-').length).toBeLessThan(90)
  expect(new Set(kinds).size).toBe(3)
})
