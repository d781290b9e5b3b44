import { describe, expect, it, test } from 'vitest'
import { applyUpdate, Doc } from 'yjs'
import type { LoadedRecord, Store } from '../../lib/store/index.ts'
import { anySpace, keyOf, open, put, retext, textOf, write } from './open.ts'

async function here(store: Store): Promise<string> {
  return (await store.commitsAfter(0)).at(-1)?.id ?? ''
}

const shown = (record: LoadedRecord | undefined) =>
  record && [record.alive, Object.fromEntries(record.fieldNames('*').map(name => [name, record.value(name)]))]

async function since(store: Store, at: string, collection = 'documents') {
  const found = await store.changesSince(at, anySpace, collection)
  return found?.changes.map(({ key, before, after }) => [key[2], shown(before), shown(after)])
}

describe('what has changed in a collection since a place', () => {
  it('is nothing right there', async () => {
    const store = await open()
    await put(store, 'a', {})
    const at = await here(store)
    expect(await store.changesSince(at, anySpace, 'documents')).toEqual({ n: 1, at, changes: [] })
  })

  it('is each record once, as it was there and as it is now', async () => {
    const store = await open()
    await put(store, 'a', { n: 1 })
    await put(store, 'gone', { n: 1 })
    await put(store, 'same', { n: 1 })
    const at = await here(store)
    await write(store, 'a', { set: { n: 2 } })
    await put(store, 'new', { n: 1 })
    await write(store, 'a', { set: { n: 3 }, remove: ['m'] })
    await write(store, 'gone', { alive: false })
    expect(await since(store, at)).toEqual([
      ['a', [true, { n: 1 }], [true, { n: 3 }]],
      ['new', undefined, [true, { n: 1 }]],
      ['gone', [true, { n: 1 }], [false, { n: 1 }]],
    ])
    expect((await store.changesSince(at, anySpace, 'documents'))?.n).toBe(7)
  })

  it('is told exactly from every place on', async () => {
    const store = await open()
    const history: (readonly [string, unknown])[] = []
    const note = async () => history.push([await here(store), shown(await store.get(keyOf('a')))])
    await put(store, 'a', { n: 1, body: 'hello' })
    await note()
    await retext(store, 'a', 'hello world')
    await note()
    await write(store, 'a', { set: { n: 2 } })
    await note()
    await retext(store, 'a', 'hello')
    await note()
    await write(store, 'a', { alive: false })
    await note()
    await put(store, 'a', { body: 'anew' })
    await note()
    await retext(store, 'a', 'anew!')
    await note()
    const now = shown(await store.get(keyOf('a')))
    for (const [at, then] of history.slice(0, -1)) expect(await since(store, at)).toEqual([['a', then, now]])
    expect(await since(store, history.at(-1)?.[0] ?? '')).toEqual([])
  })

  it('is texts, too, though the record’s row stays as it is', async () => {
    const store = await open()
    await put(store, 'a', { body: 'hello' })
    await retext(store, 'a', 'hello world')
    const at = await here(store)
    await retext(store, 'a', 'hello, world')
    await retext(store, 'a', 'hello, world!')
    expect(await since(store, at)).toEqual([['a', [true, { body: 'hello world' }], [true, { body: 'hello, world!' }]]])
  })

  it('is the same however many writes were one group', async () => {
    const store = await open()
    await put(store, 'a', { n: 0 })
    const at = await here(store)
    await Promise.all([
      write(store, 'a', { set: { n: 1 } }),
      put(store, 'b', { n: 1 }),
      write(store, 'a', { set: { n: 2 } }),
      write(store, 'b', { alive: false }),
    ])
    expect(await since(store, at)).toEqual([
      ['a', [true, { n: 0 }], [true, { n: 2 }]],
      ['b', undefined, [false, { n: 1 }]],
    ])
  })

  it('is nothing of other collections', async () => {
    const store = await open()
    await put(store, 'a', {})
    const at = await here(store)
    await put(store, 'b', {}, { keys: [keyOf('b', 'notes')] })
    await put(store, 'c', {}, { keys: [['elsewhere', 'documents', 'c']] })
    expect(await since(store, at)).toEqual([])
    expect((await since(store, at, 'notes'))?.length).toBe(1)
  })

  test.each(['', 'nowhere', 'AAAAAAAAAAAAAAAAAAAAAA'])('is unknown from %j', async at => {
    const store = await open()
    await put(store, 'a', {})
    expect(await store.changesSince(at, anySpace, 'documents')).toBeNull()
    expect(await store.textSince(at, keyOf('a'), 'body')).toBeNull()
  })

  it('survives a restart', async () => {
    const name = crypto.randomUUID()
    const first = await open(name)
    await put(first, 'a', { n: 1 })
    const at = await here(first)
    await write(first, 'a', { set: { n: 2 } })
    first.close()
    expect(await since(await open(name), at)).toEqual([['a', [true, { n: 1 }], [true, { n: 2 }]]])
  })
})

describe('what has been written into a text since a place', () => {
  it('brings a document from there to here', async () => {
    const store = await open()
    await put(store, 'a', { body: 'hello', other: 'x' })
    const doc = new Doc()
    const { state, at } = await store.readText(keyOf('a'), 'body', () => true)
    applyUpdate(doc, state)
    await retext(store, 'a', 'hello world')
    await retext(store, 'a', 'x and y', 'other')
    await retext(store, 'a', 'oh hello world')
    const later = await store.textSince(at, keyOf('a'), 'body')
    if (later?.update) applyUpdate(doc, later.update)
    expect(doc.getText('body').toString()).toBe('oh hello world')
    expect(doc.getText('other').toString()).toBe('')
    expect(await store.textSince(later?.at ?? '', keyOf('a'), 'body')).toEqual({
      n: later?.n,
      at: later?.at,
      update: null,
    })
  })

  it('is nothing of another record whose id begins the same', async () => {
    const store = await open()
    await put(store, 'a', { body: '1' })
    const at = await here(store)
    for (const id of ['aa', 'a!', 'A']) {
      await put(store, id, { body: '2' })
      await retext(store, id, '3')
    }
    expect((await store.textSince(at, keyOf('a'), 'body'))?.update).toBeNull()
  })
})

describe('reading a text', () => {
  it('of a string is the same each time, and writes nothing', async () => {
    const store = await open()
    await put(store, 'a', { body: 'hello' })
    const read = () => store.readText(keyOf('a'), 'body', () => true)
    const first = await read()
    expect(await read()).toEqual(first)
    expect(await store.commitsAfter(1)).toEqual([])
    expect((await store.get(keyOf('a')))?.isText('body')).toBe(false)
    const doc = new Doc()
    applyUpdate(doc, first.state)
    expect(doc.getText('body').toString()).toBe('hello')
  })

  it('of what is missing, dead, refused or no string reads empty, byte for byte the same', async () => {
    const store = await open()
    await put(store, 'a', { body: 'hello', n: 1 })
    await put(store, 'dead', { body: 'hello' })
    await write(store, 'dead', { alive: false })
    const read = (id: string, field: string, accepted = true) =>
      store.readText(keyOf(id), field, () => accepted).then(({ state }) => [...state])
    const empty = await read('missing', 'body')
    expect(empty).toEqual([0, 0])
    for (const [id, field, accepted] of [
      ['a', 'body', false],
      ['dead', 'body', true],
      ['a', 'n', true],
      ['a', 'missing', true],
      ['a', 'toString', true],
    ] as const) {
      expect(await read(id, field, accepted)).toEqual(empty)
    }
    expect(await textOf(store, 'a')).toBe('hello')
  })
})
