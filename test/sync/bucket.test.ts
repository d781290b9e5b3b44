import { expect, test } from 'vitest'
import { EndpointError } from '../../lib/sync/endpoints/endpoint.ts'
import { MemoryBucket } from './bucket.ts'

const { signal } = new AbortController()
const bytes = (...all: number[]) => Uint8Array.from(all)

test('hooks before a call keep it from happening, or change what is written', async () => {
  const bucket = new MemoryBucket()
  const off = bucket.before(call => {
    if (call.method === 'put') throw new EndpointError('offline', 'cut')
  })
  await expect(bucket.put('a', bytes(1), signal)).rejects.toThrow('cut')
  expect(bucket.objects.size).toBe(0)
  off()
  bucket.before(call => {
    if (call.method === 'put') call.bytes = call.bytes.slice(0, 1)
  })
  await bucket.put('a', bytes(1, 2, 3), signal)
  expect(await bucket.get('a', signal)).toEqual(bytes(1))
})

test('hooks after a call lose its answer, or change it, and it has happened', async () => {
  const bucket = new MemoryBucket()
  const off = bucket.after(() => {
    throw new EndpointError('offline', 'cut')
  })
  await expect(bucket.put('a', bytes(1), signal)).rejects.toThrow('cut')
  off()
  expect(await bucket.get('a', signal)).toEqual(bytes(1))
  bucket.after(call => {
    if (call.method === 'get') call.answer = null
    if (call.method === 'list') call.answer = []
  })
  expect(await bucket.get('a', signal)).toBeNull()
  expect(await bucket.list('', signal)).toEqual([])
})

test('what is handed in and out is a copy', async () => {
  const bucket = new MemoryBucket()
  const mine = bytes(1)
  await bucket.put('a', mine, signal)
  mine[0] = 2
  const read = await bucket.get('a', signal)
  read?.fill(3)
  expect(await bucket.get('a', signal)).toEqual(bytes(1))
})

test('calls and bytes are counted, failures as well; versions are remembered', async () => {
  const bucket = new MemoryBucket()
  await bucket.put('a', bytes(1, 2), signal)
  await bucket.put('a', bytes(1, 2, 3), signal)
  await bucket.get('a', signal)
  await bucket.tagOf('b', signal).catch(() => {})
  expect([bucket.count(), bucket.count('put'), bucket.traffic('put'), bucket.traffic('get')]).toEqual([4, 2, 5, 3])
  expect(bucket.log.at(-1)).toEqual({ method: 'tagOf', name: 'b', bytes: 0, ok: false })
  expect(bucket.versions.get('a')).toEqual([bytes(1, 2), bytes(1, 2, 3)])
  bucket.forgetLog()
  expect(bucket.count()).toBe(0)
})

test('tags are as exact as is asked for', async () => {
  let now = 1000
  const bucket = new MemoryBucket({ tags: 'second', clock: () => now })
  const tag = async () => (await bucket.list('', signal))[0]?.tag
  await bucket.put('a', bytes(1), signal)
  const first = await tag()
  await bucket.put('a', bytes(2), signal)
  expect(await tag()).toBe(first)
  now = 2000
  await bucket.put('a', bytes(3), signal)
  expect(await tag()).not.toBe(first)
})

test('an object that a test changes behind its back has another tag', async () => {
  const bucket = new MemoryBucket()
  await bucket.put('a', bytes(1), signal)
  const tag = await bucket.tagOf('a', signal)
  bucket.objects.set('a', bytes(2))
  expect(await bucket.tagOf('a', signal)).not.toBe(tag)
})
