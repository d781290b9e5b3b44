/** What each status means, from the mouth of a proxy before real servers: one of WebDAV, one of S3. */
import { expect, test } from 'vitest'
import { EndpointError, type EndpointProblem } from '../../lib/sync/endpoints/endpoint.ts'
import { openEndpoint } from '../../lib/sync/endpoints/open.ts'
import type { Place } from '../servers/control.ts'
import type { Fault } from '../servers/plan.ts'
import { at, bytes, placeAt, signal } from './places.ts'

const quota = '<?xml version="1.0"?><error xmlns="DAV:"><quota-not-exceeded/></error>'

const statuses: [number, EndpointProblem, Partial<Extract<Fault, { kind: 'status' }>>?][] = [
  [302, 'broken'],
  [400, 'broken'],
  [401, 'refused'],
  [403, 'refused'],
  [403, 'full', { body: quota }],
  [405, 'broken'],
  [409, 'broken'],
  [412, 'broken'],
  [413, 'tooLarge'],
  [413, 'full', { body: quota }],
  [423, 'broken'],
  [429, 'busy'],
  [500, 'broken'],
  [501, 'broken'],
  [502, 'broken'],
  [503, 'busy'],
  [504, 'broken'],
  [507, 'full'],
]

for (const kind of ['lighttpd', 'rgw'] as const)
  at(kind)(kind, () => {
    const problems = async (place: Place): Promise<EndpointError[]> => {
      const endpoint = openEndpoint(place.endpoint)
      const all = await Promise.allSettled([
        endpoint.list('', signal),
        endpoint.folders('', signal),
        endpoint.get('a', signal),
        endpoint.put('a', bytes(1), signal),
        endpoint.delete('a', signal),
      ])
      return all.map(one => (one.status === 'rejected' ? one.reason : new Error('it did not fail')))
    }

    test.each(statuses)('%i is %s, whatever was asked (%j)', async (status, problem, more = {}) => {
      const place = placeAt(kind)
      await place.rules({ fault: { kind: 'status', status, ...more } })
      const errors = await problems(place)
      for (const error of errors) {
        expect(error).toBeInstanceOf(EndpointError)
        expect(error.problem).toBe(problem)
        expect(error.message).toContain(String(status))
      }
    })

    test('404 is nothing there for an object, and of S3 only in the words of S3', async () => {
      const place = placeAt(kind)
      const endpoint = openEndpoint(place.endpoint)
      await endpoint.put('a', bytes(1), signal)
      await place.rules({ fault: { kind: 'status', status: 404 } })
      const wanted = kind === 'rgw' ? { rejected: 'broken' } : null
      const answer = await endpoint.get('a', signal).catch((error: EndpointError) => ({ rejected: error.problem }))
      expect(answer).toEqual(wanted)
      await place.rules({ method: 'GET', fault: { kind: 'missing' } })
      expect(await endpoint.get('a', signal)).toBeNull()
      await place.rules({ fault: { kind: 'status', status: 404, body: '<Error><Code>NoSuchBucket</Code></Error>' } })
      if (kind === 'rgw') await expect(endpoint.get('a', signal)).rejects.toThrow(/NoSuchBucket/)
    })

    test.each([409, 412, 423, 501])('%i to a conditional write means that it was lost', async status => {
      const place = placeAt(kind)
      const endpoint = openEndpoint(place.endpoint)
      await endpoint.put('h/a', bytes(1), signal)
      await place.rules({ method: 'PUT', fault: { kind: 'status', status } })
      for (const condition of [{ ifNoneMatch: '*' }, { ifMatch: '"x"' }] as const)
        await expect(endpoint.put('h/a', bytes(1), signal, condition)).rejects.toMatchObject({ problem: 'lost' })
    })

    test.each([
      ['120', 120_000],
      ['0', 0],
      ['999999999', 24 * 60 * 60 * 1000],
      ['soon', undefined],
      ['Mon, 01 Jan 2001 00:00:00 GMT', 0],
    ])('Retry-After %j asks for %s milliseconds', async (retryAfter, wait) => {
      const place = placeAt(kind)
      await place.rules({ fault: { kind: 'status', status: 503, retryAfter } })
      for (const error of await problems(place)) expect(error.retryAfter).toBe(wait)
    })

    test('Retry-After may be a date', async () => {
      const place = placeAt(kind)
      const date = new Date(Date.now() + 3_600_000).toUTCString()
      await place.rules({ fault: { kind: 'status', status: 429, retryAfter: date } })
      for (const { retryAfter } of await problems(place)) {
        expect(retryAfter).toBeGreaterThan(3_000_000)
        expect(retryAfter).toBeLessThanOrEqual(3_600_000)
      }
    })

    test('no password and no key stands in an error', async () => {
      const place = placeAt(kind)
      await place.rules({ fault: { kind: 'status', status: 500 } })
      for (const error of await problems(place)) {
        const text = `${error.message} ${error.stack} ${JSON.stringify(error)}`
        expect(text).not.toMatch(/correct.?horse|authorization|signature|x-amz/i)
      }
    })

    test('the wrong password is refused, whatever is asked', async () => {
      const { direct } = placeAt(kind)
      const wrong = direct.kind === 's3' ? { ...direct, secretKey: 'wrong' } : { ...direct, password: 'ünrecht' }
      const endpoint = openEndpoint(wrong)
      await expect(endpoint.list('', signal)).rejects.toMatchObject({ problem: 'refused' })
      await expect(endpoint.get('a', signal)).rejects.toMatchObject({ problem: 'refused' })
      await expect(endpoint.put('a', bytes(1), signal)).rejects.toMatchObject({ problem: 'refused' })
      await expect(endpoint.delete('a', signal)).rejects.toMatchObject({ problem: 'refused' })
    })
  })

at('rgw')('a bucket that is not there', () => {
  test('is not an empty one', async () => {
    const { direct } = placeAt('rgw')
    if (direct.kind !== 's3') throw new Error('not S3')
    const endpoint = openEndpoint({ ...direct, bucket: 'another' })
    await expect(endpoint.list('', signal)).rejects.toThrow(/NoSuchBucket/)
    await expect(endpoint.get('a', signal)).rejects.toThrow(/NoSuchBucket/)
    await expect(endpoint.put('a', bytes(1), signal)).rejects.toThrow(/NoSuchBucket/)
    await expect(endpoint.delete('a', signal)).rejects.toThrow(/NoSuchBucket/)
  })
})

at('lighttpd')('a folder of which a member cannot be told', () => {
  test('is not a shorter one', async () => {
    const place = placeAt('lighttpd')
    const body =
      '<multistatus xmlns="DAV:"><response><href>/backup/</href><propstat><prop><resourcetype><collection/></resourcetype>' +
      '</prop><status>HTTP/1.1 200 OK</status></propstat></response>' +
      '<response><href>/backup/a</href><status>HTTP/1.1 403 Forbidden</status></response></multistatus>'
    await place.rules({ method: 'PROPFIND', fault: { kind: 'status', status: 207, body } })
    await expect(openEndpoint(place.endpoint).list('', signal)).rejects.toMatchObject({ problem: 'broken' })
  })
})
