import { openDB } from 'idb'
import { expect, test } from 'vitest'
import { applyUpdate, Doc, encodeStateAsUpdate, encodeStateVector } from 'yjs'
import type { TextRow } from '../../lib/store/schema.ts'
import { anySpace, clientFor, keyOf, open, put, retext, site, textOf } from './open.ts'

async function rowsIn(name: string): Promise<TextRow[]> {
  const db = await openDB(name)
  const rows = await db.getAll('texts')
  db.close()
  return rows
}

/** One keystroke after another, as an editor sends them. */
function typist(client: number) {
  const doc = new Doc()
  doc.clientID = client
  const root = doc.getText('body')
  return {
    type(character: string): Uint8Array {
      const before = encodeStateVector(doc)
      root.insert(root.length, character)
      return encodeStateAsUpdate(doc, before)
    },
    read: () => root.toString(),
  }
}

function push(store: Awaited<ReturnType<typeof open>>, id: string, update: Uint8Array): Promise<unknown> {
  return store.write({
    space: anySpace,
    author: { site },
    keys: [keyOf(id)],
    apply(group) {
      const { base } = group.text(keyOf(id), 'body')
      group.commit(anySpace, { site }, [{ collection: 'documents', id, text: { body: { base, update } }, alive: true }])
    },
  })
}

test('500 pushes, one by one, are compacted, and nothing is lost', async () => {
  const name = crypto.randomUUID()
  const store = await open(name)
  const typing = typist(clientFor('typist'))
  for (let i = 0; i < 500; i++) await push(store, 'a', typing.type(String(i % 10)))
  expect(await textOf(store, 'a')).toBe(typing.read())
  // 200 that are kept apart, one of all before them, and 100 that came since.
  expect(await rowsIn(name)).toHaveLength(301)
  store.close()
  const again = await open(name)
  expect(await textOf(again, 'a')).toBe(typing.read())
  expect(await again.commitsAfter(0)).toHaveLength(500)
  for (let i = 0; i < 300; i++) await push(again, 'a', typing.type('.'))
  expect(await textOf(again, 'a')).toBe(typing.read())
  expect((await rowsIn(name)).length).toBeLessThan(401)
})

test('500 pushes at once are compacted too, each text by itself', async () => {
  const name = crypto.randomUUID()
  const store = await open(name)
  const [one, two] = [typist(clientFor('one')), typist(clientFor('two'))]
  const pushes = Array.from({ length: 500 }, (_, i) => [
    push(store, 'a', one.type('a')),
    ...(i < 50 ? [push(store, 'b', two.type('b'))] : []),
  ])
  await Promise.all(pushes.flat())
  await push(store, 'a', one.type('!'))
  expect([await textOf(store, 'a'), await textOf(store, 'b')]).toEqual([one.read(), two.read()])
  const rows = await rowsIn(name)
  expect(rows.filter(({ id }) => id === 'b')).toHaveLength(50)
  expect(rows.filter(({ id }) => id === 'a').length).toBeLessThan(400)
  store.close()
  const again = await open(name)
  expect([await textOf(again, 'a'), await textOf(again, 'b')]).toEqual([one.read(), two.read()])
})

test('puts over a compacted text go on from it', async () => {
  const store = await open()
  await put(store, 'a', { body: 'start' })
  for (let i = 0; i < 450; i++) await retext(store, 'a', `start ${i}`)
  expect(await textOf(store, 'a')).toBe('start 449')
  await retext(store, 'a', 'the end')
  expect(await textOf(store, 'a')).toBe('the end')
})

test('who is behind a compaction is told the whole, or that it cannot be told', async () => {
  const store = await open()
  const typing = typist(clientFor('typist'))
  await push(store, 'a', typing.type('0'))
  const early = (await store.commitsAfter(0)).at(-1)?.id ?? ''
  for (let i = 1; i < 450; i++) await push(store, 'a', typing.type(String(i % 10)))
  const late = (await store.commitsAfter(0)).at(-5)?.id ?? ''
  expect(await store.changesSince(early, anySpace, 'documents')).toBeNull()
  const since = await store.changesSince(late, anySpace, 'documents')
  const whole = typing.read()
  expect(since?.changes.map(({ before, after }) => [before?.value('body'), after?.value('body')])).toEqual([
    [whole.slice(0, -4), whole],
  ])
  const update = (await store.textSince(early, keyOf('a'), 'body'))?.update
  expect(update).toBeInstanceOf(Uint8Array)
  const doc = new Doc()
  if (update) applyUpdate(doc, update)
  expect(doc.getText('body').toString()).toBe(whole)
})
