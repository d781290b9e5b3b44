/** From a browser, as the extension does it: real servers, behind the proxy that faults are injected by. */
import { describe, expect, inject, test } from 'vitest'
import { randomId } from '../../lib/platform/random.ts'
import { openEndpoint } from '../../lib/sync/endpoints/open.ts'
import { probe } from '../../lib/sync/endpoints/probe.ts'
import { Place } from '../servers/control.ts'

const { signal } = new AbortController()
const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 31) & 0xff)

for (const [kind, served] of Object.entries(inject('servers')))
  describe.skipIf(served === null)(kind, () => {
    const place = () => new Place(served as NonNullable<typeof served>, `b${randomId()}`)

    test('everything that an endpoint does', async () => {
      const endpoint = openEndpoint(place().endpoint)
      expect(await endpoint.list('', signal)).toEqual([])
      await endpoint.put('s/a', bytes, signal)
      expect(await endpoint.get('s/a', signal)).toEqual(bytes)
      expect(await endpoint.get('s/b', signal)).toBeNull()
      expect(await endpoint.folders('', signal)).toEqual(['s'])
      const listed = await endpoint.list('s', signal)
      expect(listed.map(({ name }) => name)).toEqual(['a'])
      expect(await endpoint.tagOf('s/a', signal)).toBeTruthy()
      await endpoint.delete('s/a', signal)
      expect(await endpoint.list('s', signal)).toEqual([])
    })

    test('a trial of the server', async () => {
      expect(await probe(openEndpoint(place().endpoint), signal)).toMatchObject({ works: true })
    })

    test.each(['dropReply', 'refuse'] as const)('%s: the browser does not try again by itself', async kind => {
      const at = place()
      const endpoint = openEndpoint(at.endpoint)
      await endpoint.put('h/a', bytes, signal)
      await at.rules({ method: 'PUT', fault: { kind } })
      await expect(endpoint.put('h/a', bytes, signal)).rejects.toMatchObject({ problem: 'offline' })
      expect((await at.counts()).PUT?.requests).toBe(1)
    })

    test.each([0, 1, 99_999])('a reply cut after %i bytes is none', async after => {
      const at = place()
      const endpoint = openEndpoint(at.endpoint)
      await endpoint.put('h/a', bytes, signal)
      await at.rules({ method: 'GET', fault: { kind: 'cutReply', after } })
      await expect(endpoint.get('h/a', signal)).rejects.toMatchObject({ problem: 'offline' })
    })

    test('a server that sends elsewhere is not followed, and is told apart from one that is silent', async () => {
      const at = place()
      await at.rules({ fault: { kind: 'status', status: 302, location: 'http://127.0.0.1:1/' } })
      await expect(openEndpoint(at.endpoint).get('a', signal)).rejects.toMatchObject({ problem: 'broken' })
    })
  })
