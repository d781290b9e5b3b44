import { deleteDB } from 'idb'
import { expect, onTestFinished, test } from 'vitest'
import type { Context } from '../../lib/broker/context.ts'
import { Edits } from '../../lib/broker/edits.ts'
import type { Json } from '../../lib/protocol/api.ts'
import { Store } from '../../lib/store/index.ts'

const site = 'https://a.test'
const other = 'https://b.test'

async function begin(watched = false) {
  const name = crypto.randomUUID()
  const clock = { time: 1_000_000 }
  const store = await Store.open(name, { now: () => clock.time })
  onTestFinished(async () => {
    store.close()
    await deleteDB(name)
  })
  const { space } = store.identity
  const write = (id: string, op: object, by = site, collection = 'notes') =>
    store.write({
      space,
      author: { site: by },
      keys: [[space, collection, id]],
      apply: group => group.commit(space, { site: by }, [{ collection, id, ...op }]),
    })
  const put = (id: string, set: Record<string, Json>, by = site, collection = 'notes') =>
    write(id, { set, alive: true }, by, collection)
  const edits = new Edits({ store, watches: { hasText: () => watched }, room: { take() {} } } as unknown as Context)
  const read = async (id: string) => (await store.written([[space, 'notes', id]]))[0]
  return { store, space, clock, write, put, edits, read }
}

test('collections are found, and counted without what was deleted', async () => {
  const { store, space, put, write } = await begin()
  await Promise.all(['a', 'b', 'c'].map(id => put(id, { n: 1 })))
  await put('x', { n: 1 }, site, 'notes-more')
  await put('y', { n: 1 }, site, 'other')
  await write('b', { alive: false })
  await write('y', { alive: false }, site, 'other')
  expect(await store.collections(space)).toEqual([
    { name: 'notes', rows: 3 },
    { name: 'notes-more', rows: 1 },
    { name: 'other', rows: 1 },
  ])
  expect(await store.tallies.all()).toContainEqual({ name: 'notes', records: 3, isExact: false })
  for (const name of ['notes', 'notes-more', 'other']) await store.tallies.count(name)
  expect(await store.tallies.all()).toEqual([
    { name: 'notes', records: 2, isExact: true },
    { name: 'notes-more', records: 1, isExact: true },
  ])
})

test('a count follows what is written, without counting anew', async () => {
  const { store, put, write } = await begin()
  await put('a', { n: 1 })
  await store.tallies.count('notes')
  await put('b', { n: 1 })
  await put('b', { n: 2 })
  await put('c', { n: 1 })
  await write('a', { alive: false })
  await write('a', { alive: false })
  expect(await store.tallies.all()).toEqual([{ name: 'notes', records: 2, isExact: true }])
  await put('a', { n: 1 })
  expect(await store.tallies.all()).toEqual([{ name: 'notes', records: 3, isExact: true }])
})

test('slices go through a collection once, whatever their size', async () => {
  const { store, space, put } = await begin()
  const ids = Array.from({ length: 700 }, (_, i) => `r${String(i).padStart(4, '0')}`)
  await Promise.all(ids.map(id => put(id, { id })))
  await put('r0000', { n: 1 }, site, 'notes-more')
  const found: string[] = []
  let after: string | null = null
  let seen = 0
  do {
    const slice: Awaited<ReturnType<typeof store.slice<string>>> = await store.slice(
      space,
      'notes',
      after,
      ({ record }) => record.row.id,
    )
    found.push(...slice.found)
    seen += slice.seen
    after = slice.next
  } while (after !== null)
  expect(found).toEqual(ids)
  expect(seen).toBe(700)
})

test('every field knows who wrote it last, and when', async () => {
  const { clock, put, write, read, edits } = await begin()
  await put('a', { title: 'A', body: 'one' })
  clock.time += 1_000
  await write('a', { set: { title: 'B' } }, other)
  const record = await read('a')
  expect(record?.made).toEqual({ by: site, time: 1_000_000 })
  expect(record?.last).toEqual({ by: other, time: 1_001_000 })
  expect(Object.fromEntries(record?.fields ?? [])).toEqual({
    title: { by: other, time: 1_001_000 },
    body: { by: site, time: 1_000_000 },
  })
  clock.time += 1_000
  await edits.edit({ collection: 'notes', id: 'a', rev: '', set: { body: 'two' }, remove: ['title'] })
  expect(Object.fromEntries((await read('a'))?.fields ?? [])).toEqual({ body: { by: 'owner', time: 1_002_000 } })
})

test('a text’s last writer is the one of its last update, and an edit is merged with it', async () => {
  const { clock, put, read, edits, store } = await begin(true)
  await put('a', { body: 'Dear Ann' })
  const rev = async () => (await read('a'))?.record.rev('*', store.identity.secret) ?? ''
  const first = await rev()
  clock.time += 1_000
  await edits.edit({ collection: 'notes', id: 'a', rev: first, set: { body: 'Dear Ann, hello' }, remove: [] })
  expect((await read('a'))?.record.isText('body')).toBe(true)
  expect((await read('a'))?.fields.get('body')).toEqual({ by: 'owner', time: 1_001_000 })
  // Based on what stood there first, as a form that was opened before.
  await edits.edit({ collection: 'notes', id: 'a', rev: first, set: { body: 'Oh dear Ann' }, remove: [] })
  expect((await read('a'))?.record.value('body')).toBe('Oh dear Ann, hello')
})

test('an undone deletion leaves the record as it was, its maker and its revision included', async () => {
  const { store, put, read, edits } = await begin()
  await put('a', { title: 'A' })
  const before = await read('a')
  await edits.delete('notes', 'a')
  expect(await read('a')).toBeUndefined()
  await edits.restore('notes', 'a')
  const after = await read('a')
  expect(after?.made).toEqual(before?.made)
  expect(after?.record.rev('*', store.identity.secret)).toBe(before?.record.rev('*', store.identity.secret))
  const commits = await store.commitsAfter(0)
  expect(commits.map(({ author }) => author)).toEqual([{ site }, { owner: true }, { owner: true }])
})

test('an undo leaves alone what a site has made there since', async () => {
  const { put, read, edits } = await begin()
  await put('a', { title: 'A' })
  await edits.delete('notes', 'a')
  await put('a', { title: 'Anew' }, other)
  await edits.restore('notes', 'a')
  expect((await read('a'))?.record.value('title')).toBe('Anew')
})

test('an edit of what was deleted meanwhile is refused', async () => {
  const { put, edits } = await begin()
  await put('a', { title: 'A' })
  await edits.delete('notes', 'a')
  const edit = edits.edit({ collection: 'notes', id: 'a', rev: '', set: { title: 'B' }, remove: [] })
  await expect(edit).rejects.toThrow('deleted meanwhile')
})

test('what was touched is told from a place in the log, until that is too far back', async () => {
  const { store, space, put } = await begin()
  await put('a', { n: 1 })
  const since = await store.touchedSince(0, space, 'notes')
  expect(since).toMatchObject({ n: 1, touched: [{ id: 'a', before: undefined }] })
  await put('b', { n: 1 })
  await put('a', { n: 2 })
  await put('c', { n: 1 }, site, 'other')
  const later = await store.touchedSince(1, space, 'notes')
  expect(later?.touched.map(({ id, before }) => [id, before?.fields])).toEqual([
    ['b', undefined],
    ['a', { n: 1 }],
  ])
  expect(await store.touchedSince(99, space, 'notes')).toBeNull()
})
