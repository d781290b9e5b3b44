/** Faults that were found by reading and by trying; each of these failed once. */
import { describe, expect, test, vi } from 'vitest'
import { deleteRecord } from '../../lib/broker/calls/delete.ts'
import { put as putCall } from '../../lib/broker/calls/put.ts'
import { get as getCall } from '../../lib/broker/calls/reads.ts'
import { pushText } from '../../lib/broker/calls/text.ts'
import { watchRecords } from '../../lib/broker/calls/watch-records.ts'
import { watchText } from '../../lib/broker/calls/watch-text.ts'
import { Watches } from '../../lib/broker/watches.ts'
import type { GroupEvent, RecordKey, Store } from '../../lib/store/index.ts'
import { updateOf } from '../unit/updates.ts'
import { anySpace, clockAt, fieldsOf, keyOf, noon, open, put, retext, site, textOf, together, write } from './open.ts'
import { siteOn, target } from './site.ts'

const ownCommits = async (store: Store) =>
  (await store.commitsAfter(0)).filter(({ device }) => device === store.identity.device)

describe('receiving', () => {
  test('the same commit twice is harmless', async () => {
    const [here, there] = [await open(), await open()]
    await put(here, 'a', { n: 1 })
    await there.receive(together(await here.commitsAfter(0)))
    await there.receive(together(await here.commitsAfter(0)))
  })

  test('one’s own commit back is harmless', async () => {
    const here = await open()
    await put(here, 'a', { n: 1 })
    await here.receive(together(await here.commitsAfter(0)))
  })

  test('a repeat among new commits adds nothing to the log', async () => {
    const [here, there] = [await open(), await open()]
    await put(here, 'a', { n: 1 })
    const first = await here.commitsAfter(0)
    await put(here, 'b', { n: 1 })
    await there.receive(together(first))
    await there.receive(together(await here.commitsAfter(0)))
    expect(await there.commitsAfter(0)).toHaveLength(2)
  })

  test('moves the clock for good: a write after a restart wins over what was seen before it', async () => {
    const name = crypto.randomUUID()
    const [here, there] = [await open(name, { now: () => noon }), await open(undefined, { now: () => noon + 60_000 })]
    await put(there, 'a', { n: 'theirs' })
    await here.receive(together(await there.commitsAfter(0)))
    here.close()
    const again = await open(name, { now: () => noon })
    await write(again, 'a', { set: { n: 'ours' } })
    expect(await fieldsOf(again, keyOf('a'))).toEqual({ n: 'ours' })
  })

  test('what makes a text of a string is told as it reads', async () => {
    const events: GroupEvent[] = []
    const [here, there] = [await open(undefined, { onGroup: event => events.push(event) }), await open()]
    await put(here, 'a', { body: 'hello' })
    await there.receive(together(await here.commitsAfter(0)))
    await retext(there, 'a', 'hello world')
    await here.receive(together(await ownCommits(there)))
    expect(events.at(-1)?.changes[0]?.after?.value('body')).toBe('hello world')
  })

  test('what makes a text of a string is read, though the string has been looked at as a text before', async () => {
    const [here, there] = [await open(), await open()]
    await put(here, 'a', { body: 'hello' })
    await there.receive(together(await here.commitsAfter(0)))
    await here.write({
      space: anySpace,
      author: { site },
      keys: [keyOf('a')],
      apply(group) {
        group.text(keyOf('a'), 'body') // as a put does that leaves the text as it is
        group.commit(anySpace, { site }, [{ collection: 'documents', id: 'a', set: { title: 'x' } }])
      },
    })
    await retext(there, 'a', 'hello world')
    await here.receive(together(await ownCommits(there)))
    expect(await textOf(here, 'a')).toBe('hello world')
  })

  test('an older update to a text changes the record’s revision', async () => {
    const { here, there, key } = await twoWriters()
    const before = (await here.get(key))?.rev('*', here.identity.secret)
    await here.receive(together(await ownCommits(there)))
    const record = await here.get(key)
    expect(record?.value('body')).toBe('see: hello!')
    expect(record?.rev('*', here.identity.secret)).not.toBe(before)
  })

  test('an older update to a text is not doubled by a put that was made from both', async () => {
    const { here, there, key } = await twoWriters()
    await here.receive(together(await ownCommits(there)))
    const { call } = siteOn(here)
    const record = await getCall(call(), { ...target, id: 'a' })
    await putCall(call(), { ...target, record: { ...(record as object), body: 'see: hello!!' } })
    expect((await here.get(key))?.value('body')).toBe('see: hello!!')
  })

  test('a text’s update binds its client ids to their origin', async () => {
    const [here, there] = [await open(), await open()]
    await put(there, 'a', { body: '' })
    const update = updateOf([{ client: 5, structs: [{ text: 'x' }] }])
    const stored = await there.get(keyOf('a'))
    const base = stored?.textBase('body') ?? ''
    await there.write({
      space: anySpace,
      author: { site: 'https://a.test' },
      keys: [keyOf('a')],
      apply: group =>
        group.commit(anySpace, { site: 'https://a.test' }, [
          { collection: 'documents', id: 'a', text: { body: { base, update, clients: [5] } } },
        ]),
    })
    await here.receive(together(await there.commitsAfter(0)))
    const owner = await here.write({
      space: anySpace,
      author: { site },
      keys: [keyOf('a')],
      clients: [{ key: keyOf('a'), field: 'body', ids: [5] }],
      apply: group => group.ownerOf(keyOf('a'), 'body', 5),
    })
    expect(owner).toBe('https://a.test')
  })

  /** Both have "hello" as a text; `there` has written at 1 s, `here` at 2 s. */
  async function twoWriters() {
    const clock = clockAt(noon)
    const [here, there] = [await open(undefined, { now: clock.now }), await open(undefined, { now: clock.now })]
    const key: RecordKey = [here.identity.space, 'documents', 'a']
    await put(here, 'a', { body: 'hello' }, { keys: [key] })
    await there.receive(together(await here.commitsAfter(0)))
    clock.time += 1000
    await retext(there, 'a', 'see: hello', 'body', { keys: [key] })
    clock.time += 1000
    await retext(here, 'a', 'hello!', 'body', { keys: [key] })
    return { here, there, key }
  }
})

describe('a write', () => {
  test('that was committed is answered so, though a listener fails', async () => {
    const store = await open(undefined, {
      onGroup() {
        throw new RangeError('listener')
      },
    })
    expect(await put(store, 'a', { n: 1 })).toBe('a')
  })

  test('that two instances are sent is carried out once', async () => {
    const name = crypto.randomUUID()
    const [one, two] = [await open(name), await open(name)]
    const add = (store: Store) => put(store, crypto.randomUUID(), {}, { call: { document: 'd', n: 1, hash: 'h' } })
    await add(one)
    await add(two)
    expect(await one.commitsAfter(0)).toHaveLength(1)
  })

  /** Passes the inspection, and makes Yjs throw half-way. */
  const broken = updateOf([{ client: 5, structs: [{ deleted: 0 }, { text: 'abc' }] }])
  const pushBroken = (store: Store, document = siteOn(store)) =>
    pushText(document.call(), { ...target, id: 'a', field: 'body', update: broken })

  test('whose text cannot be applied leaves no record behind', async () => {
    const store = await open()
    await Promise.allSettled([pushBroken(store), put(store, 'b', {})])
    expect((await store.get([store.identity.space, 'documents', 'a']))?.alive ?? false).toBe(false)
  })

  test('whose text cannot be applied takes no number', async () => {
    const store = await open()
    const { space } = store.identity
    await Promise.allSettled([pushBroken(store), put(store, 'b', {}, { keys: [[space, 'documents', 'b']] })])
    expect((await store.commitsAfter(0)).map(({ seq }) => seq)).toEqual([1])
  })

  test('whose text cannot be applied leaves the text in memory clean', async () => {
    const store = await open()
    const key: RecordKey = [store.identity.space, 'documents', 'a']
    await put(store, 'a', { body: 'hello' }, { keys: [key] })
    await retext(store, 'a', 'hello!', 'body', { keys: [key] })
    const inMemory = () =>
      store.write({
        space: key[0],
        author: { site },
        keys: [key],
        apply: group => [...group.text(key, 'body').text.state()],
      })
    const before = await inMemory()
    await expect(pushBroken(store)).rejects.toThrow()
    expect(await inMemory()).toEqual(before)
  })
})

describe('resuming', () => {
  test('a record that was made and changed since was not there before', async () => {
    const store = await open()
    await put(store, 'first', {})
    const at = (await store.commitsAfter(0))[0]?.id ?? ''
    await put(store, 'a', { n: 1 })
    await write(store, 'a', { set: { m: 2 } })
    const since = await store.changesSince(at, anySpace, 'documents')
    expect(since?.changes.map(({ key, before }) => [key[2], before])).toEqual([['a', undefined]])
  })

  test('a text whose string has been replaced cannot be told by updates', async () => {
    const store = await open()
    await put(store, 'a', { body: 'hello' })
    await retext(store, 'a', 'hello world')
    const at = (await store.commitsAfter(1))[0]?.id ?? ''
    await write(store, 'a', { set: { body: 'new' } })
    expect(await store.textSince(at, keyOf('a'), 'body')).toBeNull()
  })
})

describe('a site', () => {
  test('whose update is refused does not bring a deleted record back', async () => {
    const store = await open()
    const { call } = siteOn(store)
    await putCall(call(), { ...target, record: { id: 'a', body: 'hello' } })
    await deleteRecord(call(), { ...target, id: 'a' })
    const embed = updateOf([{ client: 5, structs: [{ parent: 'other', text: 'x' }] }])
    await expect(pushText(call(), { ...target, id: 'a', field: 'body', update: embed })).rejects.toMatchObject({
      code: 'invalid_request',
    })
    expect(await getCall(call(), { ...target, id: 'a' })).toBeUndefined()
  })

  test('may not put a list as a record', async () => {
    const store = await open()
    await expect(putCall(siteOn(store).call(), { ...target, record: ['x'] })).rejects.toMatchObject({
      code: 'invalid_record',
    })
  })

  test('is answered the revision that it will read', async () => {
    const store = await open()
    const { call } = siteOn(store, [
      { access: ['read'], fields: ['title'] },
      { access: ['create', 'update'], fields: ['title', 'note'] },
    ])
    const answered = (await putCall(call(), { ...target, record: { id: 'a', title: 'x', note: 'y' } })) as {
      _rev: string
    }
    const read = (await getCall(call(), { ...target, id: 'a' })) as { _rev: string }
    expect(answered._rev).toBe(read._rev)
  })

  test('that reads more of its own records has its puts merged all the same', async () => {
    const store = await open()
    const { call } = siteOn(store, [{ access: ['read', 'create', 'update'], fields: ['title'] }, { records: 'own' }])
    const first = (await putCall(call(), { ...target, record: { id: 'a', title: 'x', note: 'y' } })) as object
    await putCall(call(), { ...target, record: { ...first, note: 'newer' } })
    const last = (await putCall(call(), { ...target, record: { ...first, title: 'z' } })) as object
    expect(last).toMatchObject({ title: 'z', note: 'newer' })
  })

  test('that watches a text which is not there yet is told when it is', async () => {
    const watches = new Watches()
    const store = await open(undefined, { onGroup: event => watches.group(event) })
    const { call, events } = siteOn(store, [{}], watches)
    await watchText(call(), { ...target, id: 'a', field: 'body' })
    await putCall(call(), { ...target, record: { id: 'a', body: 'hello' } })
    await vi.waitFor(() => expect(events.length).toBeGreaterThan(1))
  })

  test('whose watch was refused has none', async () => {
    const watches = new Watches()
    const store = await open(undefined, { onGroup: event => watches.group(event) })
    const { call, document } = siteOn(store, [{}], watches)
    await Promise.all(Array.from({ length: 1001 }, () => putCall(call(), { ...target, record: {} })))
    await expect(watchRecords(call(), { ...target, query: {} })).rejects.toMatchObject({ code: 'too_large' })
    expect(document.watches.size).toBe(0)
  })
})
