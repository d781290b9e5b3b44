/** What the trial of a server finds out, and that it leaves nothing behind. */
import { describe, expect, test } from 'vitest'
import type { ProbeReport } from '../../lib/protocol/backup.ts'
import { EndpointError } from '../../lib/sync/endpoints/endpoint.ts'
import { openEndpoint } from '../../lib/sync/endpoints/open.ts'
import { probe } from '../../lib/sync/endpoints/probe.ts'
import { type Behaviour, MemoryBucket } from '../sync/bucket.ts'
import { at, bytes, placeAt, servers, signal } from './places.ts'

const all = { works: true, createsOnce: true, replacesOnce: true, etags: 'quoted', tellsChanges: true } as const
const ignoring = { works: true, createsOnce: false, replacesOnce: false, etags: null }
const expected: Record<string, Partial<ProbeReport>> = {
  lighttpd: all,
  // Its listing tells seconds, and now and then one begins in between.
  nginx: ignoring,
  rgw: { ...all, etags: 'unquoted' },
}

for (const kind of servers)
  at(kind)(kind, () => {
    test('is seen as it is, and is left as it was', async () => {
      const endpoint = openEndpoint(placeAt(kind).direct)
      await endpoint.put('mine', bytes(1), signal)
      const steps: string[] = []
      const report = await probe(endpoint, signal, (done, of) => steps.push(`${done}/${of}`))
      expect(report).toMatchObject(expected[kind] ?? {})
      expect(report.takes).toBeGreaterThanOrEqual(0)
      expect(steps).toEqual(['0/6', '1/6', '2/6', '3/6', '4/6', '5/6', '6/6'])
      expect(await endpoint.folders('', signal)).toEqual([])
      expect((await endpoint.list('', signal)).map(({ name }) => name)).toEqual(['mine'])
    })

    test('says that the password is wrong', async () => {
      const { direct } = placeAt(kind)
      const wrong = direct.kind === 's3' ? { ...direct, secretKey: 'wrong' } : { ...direct, password: 'wrong' }
      await expect(probe(openEndpoint(wrong), signal)).rejects.toMatchObject({ problem: 'refused' })
    })

    test('says that nothing answers', async () => {
      const place = placeAt(kind)
      await place.rules({ fault: { kind: 'refuse' } })
      await expect(probe(openEndpoint(place.endpoint), signal)).rejects.toMatchObject({ problem: 'offline' })
    })

    test('says that nothing may be written there', async () => {
      const place = placeAt(kind)
      await place.rules({ method: ['PUT', 'MKCOL'], fault: { kind: 'status', status: 403 } })
      await expect(probe(openEndpoint(place.endpoint), signal)).rejects.toMatchObject({ problem: 'refused' })
      expect(await openEndpoint(place.direct).folders('', signal)).toEqual([])
    })

    test('whatever comes back changed does not work', async () => {
      const place = placeAt(kind)
      await place.rules({ method: 'GET', path: 'large', fault: { kind: 'flip', at: 250_000 } })
      expect(await probe(openEndpoint(place.endpoint), signal)).toMatchObject({ works: false, createsOnce: false })
      expect(await openEndpoint(place.direct).folders('', signal)).toEqual([])
    })

    test.each([0, 3, 9, 20])('cut off once after %i uploads, it tells so and leaves nothing', async skip => {
      const place = placeAt(kind)
      await place.rules({ method: 'PUT', skip, times: 1, fault: { kind: 'dropReply' } })
      await expect(probe(openEndpoint(place.endpoint), signal)).rejects.toMatchObject({ problem: 'offline' })
      const endpoint = openEndpoint(place.direct)
      for (const folder of await endpoint.folders('', signal)) expect(folder).toBe('nothing')
    })
  })

describe('in memory', () => {
  const cases: [Partial<Behaviour>, Partial<ProbeReport>][] = [
    [{}, all],
    [{ conditions: 'unquoted' }, { ...all, etags: 'unquoted' }],
    [{ conditions: 'ignored' }, { ...ignoring, tellsChanges: true }],
    [
      { tags: 'none', conditions: 'ignored' },
      { ...ignoring, tellsChanges: false },
    ],
    [
      { tags: 'second', clock: () => 5000, conditions: 'ignored' },
      { ...ignoring, tellsChanges: false },
    ],
    [{ listsTags: false }, { ...all, tellsChanges: false }],
    [{ tags: 'content' }, all],
  ]
  test.each(cases)('%j is seen as it is', async (behaviour, report) => {
    const bucket = new MemoryBucket(behaviour)
    expect(await probe(bucket, signal)).toMatchObject(report)
    expect(bucket.objects.size).toBe(0)
  })

  test('two winners are not one, even if only now and then, and the first of them stands', async () => {
    const bucket = new MemoryBucket()
    let writes = 0
    let first: Uint8Array | undefined
    bucket.before(call => {
      if (call.method !== 'put' || !call.condition.ifNoneMatch) return
      writes += 1
      if (writes === 11) first = call.bytes
      if (writes === 15) Object.assign(call, { condition: {}, bytes: first })
    })
    expect(await probe(bucket, signal)).toMatchObject({ createsOnce: false, replacesOnce: true })
  })

  test('a server that says yes to one and keeps another is not believed', async () => {
    const bucket = new MemoryBucket()
    bucket.before(call => {
      if (call.method === 'put' && call.condition.ifMatch) call.bytes = call.bytes.slice().fill(77)
    })
    expect(await probe(bucket, signal)).toMatchObject({ createsOnce: true, replacesOnce: false, etags: null })
  })

  test('a server that fails over conditions has not let anybody win', async () => {
    const bucket = new MemoryBucket()
    bucket.before(call => {
      if (call.method === 'put' && Object.keys(call.condition).length > 0) throw new EndpointError('broken', '500')
    })
    expect(await probe(bucket, signal)).toMatchObject(ignoring)
  })

  // Every place where it can be given up, among them those in the middle of a race.
  test('given up at any request, it leaves nothing', async () => {
    const whole = new MemoryBucket()
    await probe(whole, signal)
    for (let at = 1; at < whole.count(); at++) {
      const bucket = new MemoryBucket()
      const ending = new AbortController()
      bucket.before(() => {
        if (bucket.count() >= at) ending.abort(new Error('given up'))
      })
      await probe(bucket, ending.signal).catch(error => expect(error.message).toBe('given up'))
      expect([...bucket.objects.keys()]).toEqual([])
    }
  })

  test('whose browser was killed is swept up by the next, an hour later; what somebody else made is not', async () => {
    const bucket = new MemoryBucket()
    const old = `probe-${(Date.now() - 2 * 60 * 60 * 1000).toString(36)}-AAAAAAAAAAAAAAAAAAAAAA`
    const young = `probe-${(Date.now() - 60_000).toString(36)}-AAAAAAAAAAAAAAAAAAAAAA`
    const kept = [`${young}/byte`, 'probe-of-mine/byte', 'other/byte']
    for (const name of [`${old}/byte`, `${old}/below/one`, ...kept]) bucket.objects.set(name, bytes(1))
    await probe(bucket, signal)
    expect([...bucket.objects.keys()].sort()).toEqual(kept.toSorted())
  })
})
