/** What explains the speed, counted without a clock: docs/PERFORMANCE.md has the times. */
import { expect, it } from 'vitest'
import type { Store } from '../../lib/store/index.ts'
import { counting } from './counting.ts'
import { keyOf, open, put, walkAll } from './open.ts'

/** The first write asks how much room there is, and finds out which indexes there are. */
async function warmStore(): Promise<Store> {
  const store = await open()
  await put(store, 'first', {})
  return store
}

it('2,000 puts at once are one transaction, with one row in the log', async () => {
  const store = await warmStore()
  const counts = counting()
  await Promise.all(Array.from({ length: 2_000 }, (_, i) => put(store, `r${i}`, { i })))
  expect(counts.transactions).toBe(1)
  expect([counts.putInto('records'), counts.putInto('log'), counts.putInto('meta')]).toEqual([2_000, 1, 1])
})

it('a new record is put without a look at anything but the head', async () => {
  const store = await warmStore()
  const counts = counting()
  const key = keyOf('new')
  await put(store, 'new', { a: 1 }, { keys: [key], fresh: new Set([key]) })
  expect([counts.transactions, counts.gotFrom('meta'), counts.gotFrom('records')]).toEqual([1, 1, 0])
})

it('what was written or read a moment ago is read again without the database', async () => {
  const store = await warmStore()
  await put(store, 'a', { a: 1 })
  const counts = counting()
  expect((await store.get(keyOf('a')))?.value('a')).toBe(1)
  expect((await store.getMany([keyOf('a'), keyOf('first')])).length).toBe(2)
  expect(counts.transactions).toBe(0)
})

it('a record that is remembered is changed without being read', async () => {
  const store = await warmStore()
  await put(store, 'a', { a: 1 })
  const counts = counting()
  await put(store, 'a', { a: 2 })
  expect([counts.transactions, counts.gotFrom('records')]).toEqual([1, 0])
  expect((await store.get(keyOf('a')))?.value('a')).toBe(2)
})

it('a query that is asked again reads no record, whatever has changed in them since', async () => {
  const name = crypto.randomUUID()
  const writer = await open(name)
  const ids = Array.from({ length: 100 }, (_, i) => `r${i}`)
  await Promise.all(ids.map(id => put(writer, id, { n: 1 })))
  writer.close()
  const store = await open(name) // which remembers nothing
  await put(store, 'another', {}) // and is the only one from here on
  const ask = async () => {
    const values: unknown[] = []
    const access = { conditions: [], ids }
    const { seen } = await walkAll(store, 'space', 'documents', record => values.push(record.value('n')), access)
    expect(seen.length).toBe(100)
    return values
  }
  const counts = counting()
  await ask()
  expect(counts.gotFrom('records')).toBe(100)
  await put(store, 'r7', { n: 2 })
  expect((await ask()).filter(n => n === 2).length).toBe(1)
  expect([counts.gotFrom('records'), counts.partsFrom('records')]).toEqual([100, 0])
})

// Seen to fail with `leastWanted` in lib/store/get-rows.ts at 0 and at 2.
it.each([
  ['that stand side by side are read by parts', 1, { gets: 0, parts: 4 }],
  ['of which one in fifty is wanted are read one by one', 50, { gets: 600, parts: 1 }],
])('many records %s', async (_, distance, { gets, parts }) => {
  const name = crypto.randomUUID()
  const writer = await open(name)
  const idOf = (i: number) => `r${String(i).padStart(6, '0')}`
  await Promise.all(Array.from({ length: 600 * distance }, (_, i) => put(writer, idOf(i), { i })))
  const reader = await open(name) // which remembers nothing
  const wanted = Array.from({ length: 600 }, (_, i) => idOf(((i * 7) % 600) * distance))
  const counts = counting()
  const found = await reader.getMany([...wanted, 'not there', 'r0000001'].map(id => keyOf(id)))
  expect(found.map(record => record?.row.id)).toEqual([...wanted, undefined, undefined])
  expect(counts.partsFrom('records')).toBe(parts)
  expect(Math.abs(counts.gotFrom('records') - gets)).toBeLessThanOrEqual(gets / 100 + 2)
})
