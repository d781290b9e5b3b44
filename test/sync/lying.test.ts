/**
 * The fourth law: what a server shows that was not written so is noticed, and never taken. Data here stays as it is, and
 * when the server shows the truth again everything goes on.
 */
import { beforeEach, describe, expect, test } from 'vitest'
import { type Call, MemoryBucket } from './bucket.ts'
import { Checker } from './checker.ts'
import { Profile } from './profile.ts'

type Bytes = Uint8Array<ArrayBuffer>

let bucket: MemoryBucket
let first: Profile
let second: Profile
/** How the objects stood before the last writes. */
let old: Map<string, Bytes>

beforeEach(async () => {
  bucket = new MemoryBucket()
  first = await Profile.start(bucket, { name: 'First' })
  await first.put('a', { title: 'old' })
  await first.setUp()
  second = await Profile.start(bucket, { name: 'Second' })
  await second.restore()
  await second.put('b', { title: 'old' })
  for (const profile of [second, first]) await profile.turn()
  for (const n of [1, 2]) {
    await first.put('c', { n })
    for (const profile of [first, second, first]) await profile.turn()
  }
  old = new Map(bucket.objects)
  await first.put('a', { title: 'new' })
  await first.turn()
})

const isHead = (name: string) => name.includes('/h/')
const isOf = ({ store }: Profile, name: string) => name.includes(store.identity.device)

/** What is read is changed on the way. */
function answering(change: (call: Extract<Call, { method: 'get' | 'list' }>) => void): () => void {
  return bucket.after(call => {
    if (call.method === 'get' || call.method === 'list') change(call)
  })
}

const onGet = (change: (name: string, bytes: Bytes) => Bytes | null) =>
  answering(call => {
    if (call.method === 'get' && call.answer) call.answer = change(call.name, call.answer)
  })

const flip = (bytes: Bytes, at: number): Bytes => bytes.map((byte, i) => (i === at % bytes.length ? byte ^ 1 : byte))

const lies: Record<string, () => () => void> = {
  'another object in the place of a segment': () =>
    onGet((name, bytes) => {
      const other = [...bucket.objects].find(([key]) => key.includes('/l/') && key !== name)
      return name.includes('/l/') ? (other?.[1] ?? bytes) : bytes
    }),
  'a segment with one bit turned': () => onGet((name, bytes) => (name.includes('/l/') ? flip(bytes, 60) : bytes)),
  'a segment that was cut off': () => onGet((name, bytes) => (name.includes('/l/') ? bytes.slice(0, 100) : bytes)),
  'no segment': () => onGet((name, bytes) => (name.includes('/l/') ? null : bytes)),
  'heads with one bit turned': () => onGet((name, bytes) => (isHead(name) ? flip(bytes, 100) : bytes)),
  'empty heads': () => onGet((name, bytes) => (isHead(name) ? bytes.slice(0, 0) : bytes)),
  'the head of another slot': () =>
    onGet((name, bytes) =>
      isHead(name) ? ((bucket.objects.get(name.replace(/.$/, n => `${1 - Number(n)}`)) as Bytes) ?? bytes) : bytes,
    ),
  'the head of another device': () =>
    onGet((name, bytes) => {
      const [a, b] = [first, second].map(({ store }) => store.identity.device) as [string, string]
      const other = name.includes(a) ? b : a
      return isHead(name) ? (bucket.objects.get(name.replace(/[^/]*$/, `${other}.1`)) as Bytes) : bytes
    }),
}

describe.each(Object.entries(lies))('a server that shows %s', (_, lie) => {
  test('is noticed by whoever follows, changes nothing, and is followed again when it shows the truth', async () => {
    const before = await second.shown()
    const off = lie()
    await expect(second.turn()).rejects.toMatchObject({ kind: expect.stringMatching(/^(lies|reset)$/) })
    expect(await second.shown()).toEqual(before)
    off()
    await second.turn()
    expect(await second.shown()).toMatchObject({ a: { title: 'new' } })
    expect((await second.backup.view()).problem).toBeNull()
  })

  test('is noticed by whoever restores, and nothing is written', async () => {
    const third = await Profile.start(bucket)
    const off = lie()
    await expect(third.restore()).rejects.toMatchObject({ name: expect.stringMatching(/^Backup:/) })
    expect(await third.shown()).toEqual({})
    expect((await third.store.archiveSize()).n).toBe(0)
    expect((await third.backup.view()).phase).toBe('off')
    off()
    await third.restore()
    expect(await third.shown()).toEqual(await first.shown())
  })
})

describe('a server that goes back to an older state', () => {
  /** Both slots, as they were, with everything else still there. */
  const showOld = () =>
    answering(call => {
      if (call.method === 'get' && isHead(call.name) && isOf(first, call.name)) call.answer = old.get(call.name) ?? null
    })

  test('of another device is noticed', async () => {
    await second.turn()
    bucket.objects.forEach((bytes, name) => {
      if (isHead(name)) bucket.objects.set(name, bytes.slice()) // each has another tag
    })
    const off = showOld()
    await expect(second.turn()).rejects.toMatchObject({ kind: 'lies' })
    off()
    await second.turn()
  })

  test('of this device is noticed, and its state said once more', async () => {
    for (const [name, bytes] of old) if (isHead(name)) bucket.objects.set(name, bytes.slice())
    await expect(first.turn()).rejects.toMatchObject({ kind: 'lies' })
    await first.turn()
    await second.turn()
    expect(await second.shown()).toMatchObject({ a: { title: 'new' } })
  })

  test('and has lost what came later: the owner is told that it was reset, and everything comes back', async () => {
    for (const name of bucket.objects.keys()) if (!old.has(name)) bucket.objects.delete(name)
    for (const [name, bytes] of old) bucket.objects.set(name, bytes.slice())
    await expect(first.turn()).rejects.toMatchObject({ kind: 'reset' })
    await first.backup.uploadAgain()
    await second.turn()
    expect(await second.shown()).toMatchObject({ a: { title: 'new' } })
  })

  test('is noticed by a restore, if another device has seen more', async () => {
    for (const profile of [second, first, second]) await profile.turn()
    await second.put('d', {})
    await second.turn()
    const off = showOld()
    const third = await Profile.start(bucket)
    await expect(third.restore()).rejects.toMatchObject({ name: 'Backup:damaged' })
    off()
    await third.restore()
  })

  test('is noticed by a restore with the code of the kit', async () => {
    const { kitCode } = await first.backup.view()
    const off = showOld()
    const third = await Profile.start(bucket)
    await expect(third.restore(kitCode ?? '')).rejects.toMatchObject({ name: 'Backup:older' })
    off()
    expect((await third.restore(kitCode ?? '')).records).toBe(3)
  })
})

describe('a server that hides a device', () => {
  const hide = () =>
    answering(call => {
      if (call.method === 'list') call.answer = call.answer.filter(({ name }) => !isOf(first, name))
      else if (isOf(first, call.name)) call.answer = null
    })

  test('is noticed by whoever has seen it', async () => {
    const before = await second.shown()
    const off = hide()
    await expect(second.turn()).rejects.toMatchObject({ kind: 'lies' })
    expect((await second.backup.view()).warnings).toEqual([expect.stringContaining('First')])
    expect(await second.shown()).toEqual(before)
    off()
    await second.turn()
    expect((await second.backup.view()).warnings).toEqual([])
  })

  test('is noticed by a restore', async () => {
    const off = hide()
    const third = await Profile.start(bucket)
    await expect(third.restore()).rejects.toMatchObject({ name: 'Backup:damaged' })
    off()
  })
})

test('a server that holds back what one device wrote from another is noticed by what a third one has seen', async () => {
  const third = await Profile.start(bucket, { name: 'Third' })
  await third.restore()
  await second.turn()
  await first.put('c', { n: 3 })
  await first.turn()
  await third.put('d', {})
  await third.turn() // it has seen that
  const counters = await counterOf(second, first)
  // Nothing of what it shows is older than what it has shown to this one.
  const known = bucket.versions
  const off = answering(call => {
    if (call.method !== 'get' || !isHead(call.name) || !isOf(first, call.name)) return
    const all = known.get(call.name) ?? []
    const newest = (counters % 2 === Number(call.name.at(-1)) ? all.length : all.length - 1) - 1
    call.answer = all[Math.max(0, newest)] ?? null
  })
  await expect(second.turn()).rejects.toMatchObject({ kind: 'lies' })
  expect((await second.backup.view()).warnings).toEqual([expect.stringContaining('holds back')])
  expect((await second.shown()).c).toEqual({ n: 2 })
  off()
  await second.turn()
  expect((await second.shown()).c).toEqual({ n: 3 })
})

const counterOf = async ({ store }: Profile, of: Profile): Promise<number> =>
  (await store.backup.peers()).find(({ device }) => device === of.store.identity.device)?.counter ?? 0

test('two segments of one number, signed by one device, are not shown one for the other', async () => {
  await second.turn()
  const copy = await first.clone()
  await copy.turn() // so that it need not look for a while
  await first.put('c', { n: 3 })
  await copy.put('c', { n: 4 })
  for (const profile of [first, copy]) await profile.backup.tick()
  const segments = [...bucket.objects.keys()].filter(name => name.includes('/l/') && isOf(first, name))
  const twin = (name: string) =>
    segments.find(other => other !== name && other.slice(0, -43) === name.slice(0, -43)) ?? name
  expect(segments.some(name => twin(name) !== name)).toBe(true)
  const off = answering(call => {
    if (call.method === 'get' && call.name.includes('/l/')) call.answer = bucket.objects.get(twin(call.name)) ?? null
  })
  await expect(second.turn()).rejects.toMatchObject({ kind: 'lies' })
  expect((await second.shown()).c).toEqual({ n: 2 })
  off()
  for (const profile of [second, first, copy, first, second]) await profile.turn().catch(() => {})
  expect(await second.shown()).toEqual(await first.shown())
  await copy.end()
})

test('what a stranger puts there is noticed, and not taken', async () => {
  const elsewhere = new MemoryBucket()
  const stranger = await Profile.start(elsewhere, { name: 'Stranger' })
  await stranger.put('x', { title: 'theirs' })
  await stranger.setUp()
  // The same words, but nobody whom this store knows has admitted it.
  const space = first.store.identity.space
  for (const [name, bytes] of elsewhere.objects) {
    if (name.includes('/h/') || name.includes('/l/') || name.includes('/s/')) {
      bucket.objects.set(name.replace(stranger.store.identity.space, space), bytes)
    }
  }
  await expect(second.turn()).rejects.toMatchObject({ kind: 'lies' })
  expect(await second.shown()).not.toHaveProperty('x')
  const third = await Profile.start(bucket)
  await third.restore()
  expect(await third.shown()).not.toHaveProperty('x')
})

test('a spoilt admission is refused, and taken when it is shown as it is', async () => {
  const third = await Profile.start(bucket, { name: 'Third' })
  await third.restore()
  await third.put('d', { title: 'third' })
  await third.turn()
  const off = onGet((name, bytes) => (name.includes('/m/') ? flip(bytes, 90) : bytes))
  await expect(first.turn()).rejects.toMatchObject({ kind: 'lies' })
  off()
  await first.turn()
  expect(await first.shown()).toHaveProperty('d')
})

test('however it lies, no device contradicts itself', async () => {
  const checker = new Checker(bucket)
  for (const lie of Object.values(lies)) {
    const off = lie()
    await first.put('a', { title: 'again' })
    for (const profile of [first, second]) await profile.turn().catch(() => {})
    off()
    for (const profile of [first, second]) await profile.turn().catch(() => {})
    for (const profile of [first, second]) await profile.turn()
  }
  expect(await second.shown()).toEqual(await first.shown())
  await checker.check()
})
