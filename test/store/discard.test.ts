/** A space that is thrown away leaves nothing, and the others stay as they are. */
import { openDB } from 'idb'
import { expect, test } from 'vitest'
import type { RecordKey, Store } from '../../lib/store/index.ts'
import { clientFor, open, put, retextOp, site, walkAll } from './open.ts'

const hidden = (id: string): RecordKey => ['hidden', 'notes', id]
const mine = (id: string): RecordKey => ['mine', 'notes', id]

async function throwAway(store: Store): Promise<number> {
  let freed = 0
  let at: Parameters<Store['discard']>[1] = null
  do {
    const slice = await store.discard('hidden', at)
    for (const { records } of slice.freed.values()) freed += records
    at = slice.next
  } while (at !== null)
  return freed
}

/** As a site's editor does: under a client id of its own. */
const lengthen = (store: Store, key: RecordKey, next: string) =>
  store.write({
    space: key[0],
    author: { site },
    keys: [key],
    apply(group) {
      const op = retextOp(group, key, next)
      if (op.text?.body) op.text.body.clients = [clientFor(next)]
      group.commit(key[0], { site }, [op])
    },
  })

async function placesOf(name: string, words: string): Promise<string[]> {
  const db = await openDB(name)
  const rooms = ['records', 'texts', 'packs', 'clients', 'log', 'before', 'meta']
  const all = await Promise.all(rooms.map(async room => [room, JSON.stringify(await db.getAll(room))] as const))
  db.close()
  return all.filter(([, text]) => text.includes(words)).map(([room]) => room)
}

test('records, texts, their history and the numbers of its commits go; what stands beside them stays', async () => {
  const name = crypto.randomUUID()
  const store = await open(name)
  // Both in one transaction, thus in one row of the log.
  await Promise.all([
    put(store, 'a', { body: 'of the site' }, { space: 'hidden', keys: [hidden('a')] }),
    put(store, 'a', { body: 'of the owner' }, { space: 'mine', keys: [mine('a')] }),
  ])
  const place = (await walkAll(store, 'mine', 'notes', () => {})).at
  await Promise.all([
    lengthen(store, hidden('a'), 'of the site, longer'),
    lengthen(store, mine('a'), 'of the owner, longer'),
  ])
  expect(await placesOf(name, 'hidden')).toEqual(['records', 'texts', 'clients', 'log', 'before', 'meta'])
  expect(await store.otherSpaces()).toContainEqual({ space: 'hidden', by: site })

  expect(await throwAway(store)).toBe(1)
  expect(await placesOf(name, 'hidden')).toEqual([])
  expect(await store.get(hidden('a'))).toBe(undefined)
  expect((await store.get(mine('a')))?.value('body')).toBe('of the owner, longer')
  expect((await store.otherSpaces()).map(({ space }) => space)).toEqual(['mine'])
  // A watch of the owner's space goes on from where it was.
  const since = await store.changesSince(place, 'mine', 'notes')
  expect(since?.changes.map(({ before, after }) => [before?.value('body'), after?.value('body')])).toEqual([
    ['of the owner', 'of the owner, longer'],
  ])
  await put(store, 'b', { body: 'later' }, { space: 'mine', keys: [mine('b')] })
  expect((await store.get(mine('b')))?.alive).toBe(true)
})

test('more than one transaction takes, and again from the start when it was interrupted', async () => {
  const store = await open()
  const writes = Array.from({ length: 2_500 }, (_, i) =>
    put(store, `r${i}`, { n: i }, { space: 'hidden', keys: [hidden(`r${i}`)] }),
  )
  await Promise.all(writes)
  await store.discard('hidden', { step: 6, n: 0 })
  expect(await store.otherSpaces()).toHaveLength(1)
  expect(await throwAway(store)).toBe(1_500)
  expect(await store.otherSpaces()).toEqual([])
})

test('what is counted of a space is forgotten with it', async () => {
  const store = await open()
  await put(store, 'a', {}, { space: 'hidden', keys: [hidden('a')] })
  await store.talliesOf('hidden').count('notes')
  await throwAway(store)
  expect(await store.talliesOf('hidden').all()).toEqual([])
})

test('so does what a text was before its rows were merged', async () => {
  const name = crypto.randomUUID()
  const store = await open(name)
  await put(store, 'a', { body: '' }, { space: 'hidden', keys: [hidden('a')] })
  await Promise.all(Array.from({ length: 420 }, (_, i) => lengthen(store, hidden('a'), '.'.repeat(i + 1))))
  expect(await placesOf(name, 'hidden')).toContain('packs')
  await throwAway(store)
  expect(await placesOf(name, 'hidden')).toEqual([])
})
